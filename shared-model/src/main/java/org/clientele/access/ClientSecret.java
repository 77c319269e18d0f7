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
 * @param rounds of PBKDF2: {@link #ROUNDS} for a secret that we have made; for one that somebody
 *     chose more, <a
 *     href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">600,000
 *     says OWASP</a>
 */
public record ClientSecret(String salt, String hash, int rounds) {

  /**
   * A few milliseconds for an answer. Secrets that we make have 256 random bits and need no slowing
   * down of those who search for them.
   */
  public static final int ROUNDS = 10_000;

  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;

  /** Returns a secret that we have made as it is stored. */
  public static ClientSecret hash(String secret) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new ClientSecret(
        Base64.getEncoder().encodeToString(salt),
        Base64.getEncoder().encodeToString(pbkdf2(secret, salt, ROUNDS)),
        ROUNDS);
  }

  /** Whether somebody chose it, so that others might guess it. */
  public boolean isChosen() {
    return rounds != ROUNDS;
  }

  /** Whether {@code secret} is the one; takes as long for a wrong one. */
  public boolean matches(String secret) {
    byte[] expected = Base64.getDecoder().decode(hash);
    byte[] given = pbkdf2(secret, Base64.getDecoder().decode(salt), rounds);
    return MessageDigest.isEqual(expected, given);
  }

  private static byte[] pbkdf2(String secret, byte[] salt, int rounds) {
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(secret.toCharArray(), salt, rounds, HASH_BITS))
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
