package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.clientele.id.CustomerId;

/**
 * What stands for customers in the log: equal for equal ones, and without the key neither computed
 * for a known id nor tried out for all that there may be.
 */
public final class CustomerHash {

  private static final String HMAC = "HmacSHA256";

  /** 16 digits: of a hundred million customers hardly two are alike. */
  private static final int BYTES = 8;

  private final SecretKeySpec key;

  /**
   * @param key of the deployment; long enough that nobody guesses it
   */
  public CustomerHash(String key) {
    this.key = new SecretKeySpec(key.getBytes(UTF_8), HMAC);
    // Has it loaded while a function starts, and not by its first request.
    Mac unused = mac();
  }

  /** Returns the hash, in hexadecimal digits. */
  public String of(CustomerId id) {
    return HexFormat.of().formatHex(mac().doFinal(id.value().getBytes(UTF_8)), 0, BYTES);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }
}
