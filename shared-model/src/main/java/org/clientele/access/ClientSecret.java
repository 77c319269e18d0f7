package org.clientele.access;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * An API client's secret as stored: salted and hashed, so that whoever reads the table cannot use
 * it.
 *
 * @param salt in Base64
 * @param hash PBKDF2 with HMAC-SHA-256, in Base64
 */
public record ClientSecret(String salt, String hash) {

  /**
   * Enough to slow down a search for a weak secret, and a few milliseconds for an answer; secrets
   * that we make are random and need no slowing down.
   */
  private static final int ITERATIONS = 10_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  public static ClientSecret hash(String secret) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new ClientSecret(
        Base64.getEncoder().encodeToString(salt),
        Base64.getEncoder().encodeToString(pbkdf2(secret, salt)));
  }

  /** Whether {@code secret} is the one; takes as long for a wrong one. */
  public boolean matches(String secret) {
    byte[] expected = Base64.getDecoder().decode(hash);
    return MessageDigest.isEqual(expected, pbkdf2(secret, Base64.getDecoder().decode(salt)));
  }

  private static byte[] pbkdf2(String secret, byte[] salt) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, ITERATIONS, HASH_BITS))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has PBKDF2", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
