package org.clientele.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.clientele.access.RevokedClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {

  private static final String KEY = TestingKeys.key(1);

  @ParameterizedTest
  @ValueSource(strings = {"https://identity.shop.in/keys", "https://identity.shop.in:8443/a?b=c"})
  void addressOfASetIsTaken(String address) {
    assertThat(new PublicKeys(address).faults()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://identity.shop.in/keys",
        "https://",
        "https:///keys",
        "https://me:secret@identity.shop.in/keys",
        "https://identity.shop.in/keys#1",
        "identity.shop.in",
        "[]",
        "keys.json"
      })
  void whatIsNeitherASetNorItsAddressIsRefused(String value) {
    assertThat(new PublicKeys(value).faults())
        .containsExactly("AccessTokenKeys is neither a JWK set nor an https URL");
  }

  @Test
  void setOfSeveralRsaKeysIsTaken() {
    assertThat(new PublicKeys(TestingKeys.set(3)).faults()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "kty":"RSA"                    | "kty":"EC"                    | is of another type than RSA
          "kty":"RSA",                   |                               | is of another type than RSA
          "kid":                         | "id":                         | has no kid
          "kid":"0a1b2c3d-0000-4000-8000-000000000001" | "kid":""         | has no kid
          "kid":"0a1b2c3d-0000-4000-8000-000000000001" | "kid":1          | has no kid
          "use":"sig"                    | "use":"enc"                   | has another use than sig
          "use":"sig",                   |                               | has another use than sig
          "alg":"RS256"                  | "alg":"PS256"                 | has another alg than RS256
          "alg":"RS256",                 |                               | has another alg than RS256
          "kty":                         | "key_ops":["verify"],"kty":   | has key_ops
          "e":"AQAB"                     | "e":"AQAB="                   | has no n and e in base64url without padding
          "e":"AQAB"                     | "e":""                        | has no n and e in base64url without padding
          "n":                           | "m":                          | has no n and e in base64url without padding
          "kty":                         | "d":"AQAB","kty":             | is private: deploy public keys only, and make another in place of this one
          "kty":                         | "p":"AQAB","kty":             | is private: deploy public keys only, and make another in place of this one
          """)
  void keyThatSomeClientsOrNobodyMayReadIsNamedByItsPlace(
      String part, String instead, String fault) {
    String changed = KEY.replace(part, instead == null ? "" : instead);
    String set = "{\"keys\":[%s,%s]}".formatted(TestingKeys.key(2), changed);

    assertThat(changed).isNotEqualTo(KEY);
    assertThat(new PublicKeys(set).faults()).containsExactly("AccessTokenKeys: key 2 " + fault);
  }

  @Test
  void everyKeyHasAnIdOfItsOwn() {
    assertThat(new PublicKeys("{\"keys\":[%s,%s]}".formatted(KEY, KEY)).faults())
        .containsExactly("AccessTokenKeys: key 2 has the kid of one before it");
  }

  @Test
  void modulusWithLeadingZerosOrTooFewBitsIsRefused() {
    byte[] modulus = Base64.getUrlDecoder().decode(TestingKeys.modulus(1));
    byte[] longer = new byte[modulus.length + 1];
    System.arraycopy(modulus, 0, longer, 1, modulus.length);

    assertThat(new PublicKeys(withModulus(longer)).faults())
        .containsExactly("AccessTokenKeys: key 1 has an n that begins with zeros");
    assertThat(new PublicKeys(withModulus(new byte[] {(byte) 0x80, 1})).faults())
        .containsExactly("AccessTokenKeys: key 1 has fewer than 2048 bits");
  }

  private static String withModulus(byte[] modulus) {
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(modulus);
    return "{\"keys\":[%s]}".formatted(KEY.replace(TestingKeys.modulus(1), encoded));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          {}                      | AccessTokenKeys has no keys
          {"keys":[]}             | AccessTokenKeys has no keys
          {"keys":{}}             | AccessTokenKeys has no keys
          {"keys":[]              | AccessTokenKeys is not JSON, or has a member twice
          {"keys":[]} {}          | AccessTokenKeys is not JSON, or has a member twice
          {"keys":[],"keys":[]}   | AccessTokenKeys is not JSON, or has a member twice
          {"keys":["key"]}        | AccessTokenKeys: key 1 is of another type than RSA
          """)
  void setWithoutKeysIsRefused(String set, String fault) {
    assertThat(new PublicKeys(set).faults()).containsExactly(fault);
  }

  @Test
  void setWithRevokedClientsIsTaken() {
    assertThat(new PublicKeys(TestingKeys.setWithRevoked(RevokedClient.hash("shop"))).faults())
        .isEmpty();
  }

  /** Functions would not take the whole set. */
  @ParameterizedTest
  @ValueSource(strings = {"", "shop", "0123456789012345678901234567890123456789012="})
  void revokedClientThatIsNoHashIsRefused(String revoked) {
    assertThat(new PublicKeys(TestingKeys.setWithRevoked(revoked)).faults())
        .containsExactly("AccessTokenKeys: revoked_clients is no array of SHA-256 in base64url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "\"shop\"", "[1]", "[null]"})
  void revokedClientsThatAreNoArrayOfTextsAreRefused(String revoked) {
    String set = TestingKeys.set(1).replaceFirst("}$", ",\"revoked_clients\":" + revoked + "}");

    assertThat(new PublicKeys(set).faults())
        .containsExactly("AccessTokenKeys: revoked_clients is no array of SHA-256 in base64url");
  }

  @Test
  void noFaultRepeatsAKey() {
    String set = "{\"keys\":[{\"d\":\"private\",\"kid\":\"known\",\"n\":\"number\"}]}";

    assertThat(new PublicKeys(set).faults().toString())
        .contains("is private")
        .doesNotContain("known", "number", "\"private\"");
  }
}
