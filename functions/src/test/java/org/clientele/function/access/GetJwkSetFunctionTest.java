package org.clientele.function.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.access.SigningKeys;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.client.SigningKeysItem;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

class GetJwkSetFunctionTest {

  private static final List<TestingIdentityProvider> PROVIDERS =
      List.of(
          new TestingIdentityProvider("signing"),
          new TestingIdentityProvider("next"),
          new TestingIdentityProvider("previous"));

  private final Settings settings = TestingSettings.of();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final GetJwkSetFunction function =
      new GetJwkSetFunction(
          TestingApi.gateway(PROVIDERS.get(0).verifier(), settings), dynamoDb.clients(settings));

  @BeforeEach
  void forgetTheKeysOfOtherTests() {
    dynamoDb.deleteSigningKey();
  }

  private void store(SigningKeys keys) {
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(SigningKeysItem.of(keys)));
    dynamoDb.forgetRequests();
  }

  private static SigningKeys rotated() {
    return SigningKeys.first(PROVIDERS.get(2).privateJwk())
        .withSigning(
            PROVIDERS.get(0).privateJwk(),
            PROVIDERS.get(2).publicJwk(),
            TestingIdentityProvider.NOW)
        .withNext(PROVIDERS.get(1).privateJwk());
  }

  private APIGatewayV2HTTPResponse send(String method) {
    Http http = Http.builder().withMethod(method).build();
    return function.handle(
        APIGatewayV2HTTPEvent.builder()
            .withRequestContext(RequestContext.builder().withHttp(http).build())
            .build());
  }

  private static JsonNode json(APIGatewayV2HTTPResponse response) throws Exception {
    return new ObjectMapper().readTree(response.getBody());
  }

  @Test
  void everyKeyThatSignsOrIsGoingToOrHasSignedVerifiesByTheAnswer() {
    store(rotated());

    var verifier = TestingIdentityProvider.verifier(send("GET").getBody());

    for (TestingIdentityProvider provider : PROVIDERS) {
      assertThat(verifier.verify(provider.authorization("customers:read")).merchantId())
          .isEqualTo(new MerchantId("m"));
    }
  }

  /** Some clients lose the whole set by one key that is odd. */
  @Test
  void keyHasItsSixMembersAndItsModulusNoLeadingZeros() throws Exception {
    store(rotated());

    JsonNode keys = json(send("GET")).path("keys");

    assertThat(keys).hasSize(3);
    for (JsonNode key : keys) {
      assertThat(key.fieldNames())
          .toIterable()
          .containsExactly("kty", "kid", "n", "e", "use", "alg");
      assertThat(key.path("kty").asText()).isEqualTo("RSA");
      assertThat(key.path("use").asText()).isEqualTo("sig");
      assertThat(key.path("alg").asText()).isEqualTo("RS256");
      byte[] modulus = Base64.getUrlDecoder().decode(key.path("n").asText());
      assertThat(modulus).hasSize(256);
      assertThat(modulus[0]).isNotZero();
    }
    assertThat(keys.findValuesAsText("kid")).containsExactly("signing", "next", "previous");
  }

  @Test
  void leadingZerosOfAStoredModulusAreLeftOut() throws Exception {
    var published =
        (RSAPublicKey) new JsonWebKeySet(PROVIDERS.get(2).keys()).getJsonWebKeys().get(0).getKey();
    String padded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(published.getModulus().toByteArray());
    store(
        SigningKeys.first(
            "{\"kty\": \"RSA\", \"kid\": \"padded\", \"e\": \"AQAB\", \"n\": \"%s\"}"
                .formatted(padded)));

    JsonNode key = json(send("GET")).at("/keys/0");

    assertThat(padded).startsWith("A");
    assertThat(new BigInteger(1, Base64.getUrlDecoder().decode(key.path("n").asText())))
        .isEqualTo(published.getModulus());
    assertThat(key.path("n").asText()).hasSize(342);
  }

  @Test
  void revokedClientIsAnsweredByTheHashOfItsIdAndRefusedByTheAnswer() throws Exception {
    JwtClaims claims = TestingIdentityProvider.claims("customers:read");
    claims.setSubject("shop-1");
    store(rotated().withRevoked("shop-1", TestingIdentityProvider.NOW, Duration.ofHours(1)));

    String body = send("GET").getBody();

    assertThat(body).doesNotContain("shop-1");
    assertThat(json(send("GET")).at("/revoked_clients/0").asText())
        .isEqualTo("eTJsLIJsOwFfBmIGUTR7m5NylODZq7ggvAkAiaU3dvM");
    var verifier = TestingIdentityProvider.verifier(body);
    String token = "Bearer " + PROVIDERS.get(0).sign(claims.toJson());
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> verifier.verify(token))
        .returns(ErrorCode.ACCESS_TOKEN_INVALID, ApiException::code);
  }

  @Test
  void noPrivatePartIsReadOrAnswered() {
    store(rotated());

    String body = send("GET").getBody();

    assertThat(body).doesNotContain("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "key_ops");
    assertThat(dynamoDb.requests())
        .singleElement()
        .isInstanceOfSatisfying(
            GetItemRequest.class,
            get -> {
              assertThat(get.projectionExpression().split(", "))
                  .containsExactlyInAnyOrder("#public_keys", "#revoked_clients");
              assertThat(get.expressionAttributeNames().values())
                  .containsExactlyInAnyOrder("public_keys", "revoked_clients");
            });
  }

  @Test
  void withoutKeysTheSetIsEmpty() throws Exception {
    assertThat(json(send("GET")).toString()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void cachesMayAnswerForAMinuteAndHeadIsAsGetWithoutTheBody() {
    store(rotated());

    APIGatewayV2HTTPResponse head = send("HEAD");

    assertThat(head.getStatusCode()).isEqualTo(200);
    assertThat(head.getBody()).isEmpty();
    assertThat(head.getHeaders())
        .containsEntry("Cache-Control", "public, max-age=60")
        .containsEntry("Content-Type", "application/json");
  }
}
