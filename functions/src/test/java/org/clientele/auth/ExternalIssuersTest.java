package org.clientele.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.access.Scope.CUSTOMERS_READ;
import static org.clientele.access.Scope.TOKENS_WRITE;
import static org.clientele.auth.TestingIdentityProvider.CLOCK;
import static org.clientele.auth.TestingIdentityProvider.NOW;
import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens of machines, with the claims that identity providers give them. */
class ExternalIssuersTest {

  private static final TestingIdentityProvider PROVIDER = new TestingIdentityProvider();

  private static final Pattern SETTING = Pattern.compile("(\\w+)=(\\S+)");

  /** An issuer, what its tokens hold besides their times, and how it is set. */
  private enum Issuer {
    /**
     * A user pool whose trigger before a token adds the merchant; scopes are of its resource
     * server.
     */
    COGNITO(
        """
        "sub": "4h57kjb1v5f2hs", "token_use": "access", "version": 2, "client_id": "4h57kjb1v5f2hs",
        "scope": "clientele/customers:read other/tokens:read clientele/tokens:write",
        "custom:merchant_id": "m", "jti": "4b0a6c1e-8f7c-4f0c-9f44-3f4f1f3f5a1d",
        "iss": "https://cognito-idp.ap-south-1.amazonaws.com/ap-south-1_Example"
        """,
        "https://cognito-idp.ap-south-1.amazonaws.com/ap-south-1_Example",
        "none",
        "MERCHANT_CLAIM=custom:merchant_id SCOPE_PREFIX=clientele/",
        "4h57kjb1v5f2hs"),

    /** With an action that adds the merchant under a name that must be a URL. */
    AUTH0(
        """
        "iss": "https://example.eu.auth0.com/", "sub": "k9Zx1@clients", "azp": "k9Zx1",
        "aud": "https://clientele.example.com", "gty": "client-credentials",
        "scope": "customers:read tokens:write", "https://clientele.example.com/merchant_id": "m"
        """,
        "https://example.eu.auth0.com/",
        "https://clientele.example.com",
        "MERCHANT_CLAIM=https://clientele.example.com/merchant_id",
        "k9Zx1"),

    /** With its permissions in the token, as its APIs may be set. */
    AUTH0_PERMISSIONS(
        """
        "iss": "https://example.eu.auth0.com/", "sub": "k9Zx1@clients", "azp": "k9Zx1",
        "aud": "https://clientele.example.com", "gty": "client-credentials",
        "permissions": ["customers:read", "tokens:write"], "merchant_id": "m"
        """,
        "https://example.eu.auth0.com/",
        "https://clientele.example.com",
        "SCOPE_CLAIM=permissions",
        "k9Zx1"),

    /** With mappers for the audience and the merchant. */
    KEYCLOAK(
        """
        "iss": "https://keycloak.example.com/realms/payments", "aud": ["clientele", "account"],
        "sub": "0b0f6a0e-8a47-4b55-9ab6-3a1d38b1f0aa", "typ": "Bearer", "azp": "shop",
        "jti": "trrtcc:9ac3d0a0-2f1b-a8ad-6f73-2f3f0f7d8a52", "acr": "1",
        "realm_access": {"roles": ["offline_access"]},
        "scope": "profile customers:read tokens:write", "clientHost": "192.0.2.1", "merchant_id": "m",
        "preferred_username": "service-account-shop", "client_id": "shop"
        """,
        "https://keycloak.example.com/realms/payments",
        "clientele",
        "",
        "shop"),

    /** With the roles of an app registration, and a tenant for each merchant. */
    ENTRA(
        """
        "aud": "6e74172b-be56-4843-9ff4-e66a39bb12e3", "ver": "2.0", "tid": "m",
        "iss": "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "azp": "c44f4083-3bb0-49c1-b47d-974e53cbdf3c", "azpacr": "1", "uti": "Jkz6q3Bn8U2xwYQ",
        "oid": "a3cdf2f5-7aa7-4c2a-a6b2-2a8e0d5d9d10", "roles": ["customers:read", "tokens:write"],
        "sub": "a3cdf2f5-7aa7-4c2a-a6b2-2a8e0d5d9d10"
        """,
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        "MERCHANT_CLAIM=tid SCOPE_CLAIM=roles",
        "c44f4083-3bb0-49c1-b47d-974e53cbdf3c"),

    /** Of a person, for whom an app acts: a text where Okta has an array. */
    ENTRA_OF_A_PERSON(
        """
        "aud": "6e74172b-be56-4843-9ff4-e66a39bb12e3", "ver": "2.0",
        "iss": "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "azp": "c44f4083-3bb0-49c1-b47d-974e53cbdf3c", "scp": "customers:read tokens:write",
        "extension_merchant_id": "m"
        """,
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "6e74172b-be56-4843-9ff4-e66a39bb12e3",
        "MERCHANT_CLAIM=extension_merchant_id SCOPE_CLAIM=scp",
        "c44f4083-3bb0-49c1-b47d-974e53cbdf3c"),

    OKTA(
        """
        "ver": 1, "jti": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE",
        "iss": "https://example.okta.com/oauth2/default", "aud": "api://clientele",
        "cid": "0oabucvyc38HLL1ef0h7", "scp": ["customers:read", "tokens:write"],
        "sub": "0oabucvyc38HLL1ef0h7", "merchant_id": "m"
        """,
        "https://example.okta.com/oauth2/default",
        "api://clientele",
        "SCOPE_CLAIM=scp",
        "0oabucvyc38HLL1ef0h7");

    private final String claims;
    private final String issuer;
    private final String audience;
    private final String names;
    private final String client;

    /**
     * @param names settings besides, with blanks between
     */
    Issuer(String claims, String issuer, String audience, String names, String client) {
      this.claims = claims;
      this.issuer = issuer;
      this.audience = audience;
      this.names = names;
      this.client = client;
    }

    private Settings settings(String keys) {
      Map<String, String> variables = new HashMap<>();
      variables.put("CLIENTELE_ACCESS_TOKEN_KEYS", keys);
      variables.put("CLIENTELE_ACCESS_TOKEN_ISSUER", issuer);
      variables.put("CLIENTELE_ACCESS_TOKEN_AUDIENCE", audience);
      SETTING
          .matcher(names)
          .results()
          .forEach(set -> variables.put("CLIENTELE_ACCESS_TOKEN_" + set.group(1), set.group(2)));
      return TestingSettings.of(variables);
    }

    Caller verified(String payload) {
      return verified(payload, PROVIDER.keys());
    }

    Caller verified(String payload, String keys) {
      return TestingIdentityProvider.verifier(settings(keys), CLOCK)
          .verify("Bearer " + PROVIDER.sign(payload));
    }

    /** Returns a payload with a part replaced by another. */
    String payload(String part, String other) {
      long now = NOW.getEpochSecond();
      assertThat(claims).contains(part);
      return "{%s, \"iat\": %d, \"exp\": %d}"
          .formatted(claims.strip().replace(part, other), now - 60, now + 3540);
    }
  }

  @ParameterizedTest
  @EnumSource
  void revokedClientIsTheOneThatAHistoryNames(Issuer issuer) {
    String token = issuer.payload("", "");

    assertThat(issuer.verified(token, PROVIDER.keysWithout("other")).clientId())
        .isEqualTo(issuer.client);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> issuer.verified(token, PROVIDER.keysWithout("other", issuer.client)))
        .returns(ACCESS_TOKEN_INVALID, ApiException::code)
        .withMessage(AccessTokenFault.REVOKED.refusal().getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void tokenTellsMerchantClientAndScopesUnderItsIssuersNames(Issuer issuer) {
    Caller caller = issuer.verified(issuer.payload("", ""));

    assertThat(caller)
        .returns(new MerchantId("m"), Caller::merchantId)
        .returns(issuer.client, Caller::clientId)
        .returns(Set.of(CUSTOMERS_READ, TOKENS_WRITE), Caller::scopes);
  }

  /** What is kept of a token that was verified is read again. */
  @ParameterizedTest
  @EnumSource
  void tokenTellsTheSameEachTime(Issuer issuer) {
    AccessTokenVerifier verifier =
        TestingIdentityProvider.verifier(issuer.settings(PROVIDER.keys()), CLOCK);
    String authorization = "Bearer " + PROVIDER.sign(issuer.payload("", ""));

    assertThat(verifier.verify(authorization)).isEqualTo(verifier.verify(authorization));
    assertThat(verifier.verify(authorization).scopes()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "COGNITO, 4b0a6c1e-8f7c-4f0c-9f44-3f4f1f3f5a1d",
    "AUTH0,",
    "KEYCLOAK, trrtcc:9ac3d0a0-2f1b-a8ad-6f73-2f3f0f7d8a52",
    "ENTRA, Jkz6q3Bn8U2xwYQ",
    "OKTA, AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE"
  })
  void tokenIsKnownByTheIdThatItsIssuerHasGivenIt(Issuer issuer, @Nullable String id) {
    assertThat(issuer.verified(issuer.payload("", "")).accessTokenId()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "COGNITO, '\"custom:merchant_id\": \"m\"', '\"merchant_id\": \"m\"'",
    "AUTH0, 'https://clientele.example.com/merchant_id', 'merchant_id'",
    "ENTRA, '\"tid\": \"m\"', '\"tid\": [\"m\"]'"
  })
  void merchantIsTakenFromNoOtherClaimThanTheOneSet(Issuer issuer, String part, String other) {
    assertRefused(issuer, part, other, "The access token names no merchant");
  }

  @ParameterizedTest
  @CsvSource({
    "COGNITO, 'clientele/customers:read', 'customers:read'",
    "COGNITO, 'clientele/customers:read', 'other/customers:read'",
    "COGNITO, 'clientele/customers:read', 'clientele/clientele/customers:read'",
    "ENTRA, '\"customers:read\",', '[\"customers:read\"],'",
    "ENTRA, '\"roles\": [\"customers:read\",', '\"scope\": \"customers:read\", \"roles\": ['",
    "OKTA, 'customers:read', 'CUSTOMERS:READ'"
  })
  void scopeThatIsNotInItsPlaceAllowsNothing(Issuer issuer, String part, String other) {
    Caller caller = issuer.verified(issuer.payload(part, other));

    assertThat(caller.scopes()).containsExactly(TOKENS_WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"token_use\": \"access\",", "\"client_id\": \"4h57kjb1v5f2hs\","})
  void tokenWithoutAudienceHasToSayItsUseAndItsClient(String claim) {
    assertRefused(Issuer.COGNITO, claim, "", "The token is for another use and no access token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"none\"", "\"4h57kjb1v5f2hs\"", "[]", "[\"https://clientele.example.com\"]"})
  void whereTokensHaveNoAudienceOneWithAnyIsForSomebodyElse(String audience) {
    assertRefused(
        Issuer.COGNITO,
        "\"version\": 2",
        "\"aud\": " + audience,
        "The access token is for another audience (aud)");
  }

  @Test
  void idTokenOfTheSameUserPoolIsNoAccessToken() {
    assertRefused(
        Issuer.COGNITO, "\"access\"", "\"id\"", "The token is for another use and no access token");
  }

  /** Those that only access tokens have are scope and scp; people's ID tokens have roles too. */
  @ParameterizedTest
  @CsvSource({"ENTRA, roles", "AUTH0_PERMISSIONS, permissions"})
  void idTokenIsNoneByAClaimThatItMayHaveAsWell(Issuer issuer, String claim) {
    assertRefused(
        issuer,
        "\"" + claim + "\"",
        "\"nonce\": \"n-0S6_WzA2Mj\", \"" + claim + "\"",
        "The token is for another use and no access token");
  }

  private static void assertRefused(Issuer issuer, String part, String other, String message) {
    String payload = issuer.payload(part, other);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> issuer.verified(payload))
        .withMessage(message);
  }
}
