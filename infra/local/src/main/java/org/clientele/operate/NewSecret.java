package org.clientele.operate;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Base64;
import org.clientele.access.ClientSecret;

/** A client's secret that nobody has seen yet, and that is shown once. */
record NewSecret(String value) {

  private static final int BYTES = 32;

  static NewSecret generate() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new NewSecret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  ClientSecret hash() {
    return ClientSecret.hash(value);
  }

  void print(String clientId, PrintWriter out) {
    out.println("client_id: " + clientId);
    out.println("client_secret: " + value);
  }

  @Override
  public String toString() {
    return "***";
  }
}
