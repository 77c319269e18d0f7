package org.clientele.deploy;

import static java.util.stream.Collectors.joining;

import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;

/** JWK sets that look like real ones; no private key belongs to them. */
final class TestingKeys {

  private static final int BYTES = 256;

  private TestingKeys() {}

  static String set(int keys) {
    return "{\"keys\":[%s]}"
        .formatted(IntStream.range(0, keys).mapToObj(TestingKeys::key).collect(joining(",")));
  }

  static String setWithRevoked(String hash) {
    return set(1).replaceFirst("}$", ",\"revoked_clients\":[\"" + hash + "\"]}");
  }

  static String key(int seed) {
    return "{\"kty\":\"RSA\",\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"AQAB\"}"
        .formatted("0a1b2c3d-0000-4000-8000-00000000000" + seed, modulus(seed));
  }

  static String modulus(int seed) {
    byte[] modulus = new byte[BYTES];
    new Random(seed).nextBytes(modulus);
    modulus[0] = (byte) 0x80;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(modulus);
  }
}
