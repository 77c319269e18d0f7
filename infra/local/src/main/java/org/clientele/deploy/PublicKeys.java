package org.clientele.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The parameter {@code AccessTokenKeys}: an address of a JWK set, or a set.
 *
 * <p>A set is narrower than the functions need it, because it is published too, and some clients
 * refuse a whole set for one key that they do not understand. No key is ever repeated in a fault.
 */
record PublicKeys(String value) {

  static final String PARAMETER = "AccessTokenKeys";

  /** Verifies nothing. */
  static final String NONE = "{\"keys\":[]}";

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature());

  private static final int LEAST_BITS = 2048;
  private static final String BASE64URL = "[A-Za-z0-9_-]+";
  private static final String REVOKED = "revoked_clients";
  private static final Pattern HASH = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

  private boolean isSet() {
    return value.strip().startsWith("{");
  }

  /** Returns a set without blanks and line breaks, which would count as well; else the value. */
  String compact() {
    try {
      return isSet() ? JSON.writeValueAsString(JSON.readTree(value)) : value;
    } catch (JsonProcessingException e) {
      return value; // a fault
    }
  }

  List<String> faults() {
    if (!isSet()) {
      return isAddress()
          ? List.of()
          : List.of(PARAMETER + " is neither a JWK set nor an https URL");
    }
    JsonNode set;
    try {
      set = JSON.readTree(value);
    } catch (JsonProcessingException e) {
      return List.of(PARAMETER + " is not JSON, or has a member twice");
    }
    JsonNode keys = set.path("keys");
    if (!keys.isArray() || keys.isEmpty()) {
      return List.of(PARAMETER + " has no keys");
    }
    List<String> faults = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      for (String fault : faults(keys.get(i), ids)) {
        faults.add("%s: key %d %s".formatted(PARAMETER, i + 1, fault));
      }
    }
    require(
        !set.has(REVOKED) || areHashes(set.get(REVOKED)),
        "%s: %s is no array of SHA-256 in base64url".formatted(PARAMETER, REVOKED),
        faults);
    return faults;
  }

  /** What the functions do not take as revoked clients ends all access tokens. */
  private static boolean areHashes(JsonNode revoked) {
    return revoked.isArray()
        && StreamSupport.stream(revoked.spliterator(), false)
            .allMatch(one -> one.isTextual() && HASH.matcher(one.asText()).matches());
  }

  private boolean isAddress() {
    try {
      var url = new URI(value);
      return "https".equals(url.getScheme())
          && url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static List<String> faults(JsonNode key, Set<String> ids) {
    List<String> faults = new ArrayList<>();
    if (PRIVATE.stream().anyMatch(key::has)) {
      faults.add("is private: deploy public keys only, and make another in place of this one");
    }
    if (!key.path("kty").asText().equals("RSA")) {
      faults.add("is of another type than RSA");
      return faults;
    }
    String id = key.path("kid").isTextual() ? key.get("kid").asText() : "";
    if (id.isBlank()) {
      faults.add("has no kid");
    } else if (!ids.add(id)) {
      faults.add("has the kid of one before it");
    }
    require(key.path("use").asText().equals("sig"), "has another use than sig", faults);
    require(key.path("alg").asText().equals("RS256"), "has another alg than RS256", faults);
    require(!key.has("key_ops"), "has key_ops", faults);
    requireNumbers(key, faults);
    return faults;
  }

  private static void requireNumbers(JsonNode key, List<String> faults) {
    String modulus = key.path("n").asText();
    String exponent = key.path("e").asText();
    if (!modulus.matches(BASE64URL) || !exponent.matches(BASE64URL)) {
      faults.add("has no n and e in base64url without padding");
      return;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(modulus);
      require(bytes[0] != 0, "has an n that begins with zeros", faults);
      require(
          new BigInteger(1, bytes).bitLength() >= LEAST_BITS,
          "has fewer than %d bits".formatted(LEAST_BITS),
          faults);
      Base64.getUrlDecoder().decode(exponent);
    } catch (IllegalArgumentException e) {
      faults.add("has no n and e in base64url without padding");
    }
  }

  private static void require(boolean rule, String otherwise, List<String> faults) {
    if (!rule) {
      faults.add(otherwise);
    }
  }
}
