package org.clientele.access;

/**
 * The public part of an RSA key that signs access tokens.
 *
 * @param id by which tokens name it; of no other key, ever
 * @param modulus in base64url, without leading zeros
 * @param exponent as the modulus
 */
public record PublicKey(String id, String modulus, String exponent) {}
