package org.clientele.function.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.clientele.TestingApi;
import org.clientele.TestingSettings;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms, as clients of OAuth 2 send them; what JSON is answered is in the vendor's samples. */
class IssueTokenFunctionTest {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SECRET = "a%2B:b c";
  private static final String ENCODED_SECRET = "a%252B%3Ab+c";
  private static final String GRANT = "grant_type=client_credentials";

  private final TestingIdentityProvider provider = new TestingIdentityProvider();
  private final Settings settings =
      TestingSettings.of(Map.of("CLIENTELE_REFUSE_UNKNOWN_FIELDS", "true"));
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final IssueTokenFunction function =
      new IssueTokenFunction(
          TestingApi.gateway(provider.verifier(), settings),
          provider.issuer(dynamoDb.clients(settings), settings));
  private final String client = "shop:" + UUID.randomUUID();
  private final String encodedClient = client.replace(":", "%3A");

  @BeforeEach
  void storeClient() {
    dynamoDb.putItem(put -> put.tableName(settings.clientsTable()).item(provider.signingKeyItem()));
    dynamoDb
        .clients(settings)
        .put(
            new ApiClient(
                client,
                ClientSecret.hash(SECRET),
                new MerchantId("m"),
                Set.of(Scope.CUSTOMERS_READ),
                false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&client_id=%s&client_secret=%s",
        "&client_id=%s&client_secret=%s&scope=customers%%3Aread",
        "&client_id=%s&client_secret=%s&scope=&audience=https://api.example.com&resource=",
        "&&client_secret=%2$s&client_id=%1$s&",
      })
  void formIsAnsweredAnAccessToken(String credentials) {
    assertIssued(
        send(FORM, "Bearer none", GRANT + credentials.formatted(encodedClient, ENCODED_SECRET)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic ", "basic  "})
  void credentialsMayComeByHttpBasic(String scheme) {
    String authorization = scheme + base64(encodedClient + ":" + ENCODED_SECRET);

    assertIssued(send(FORM, authorization, GRANT));
    assertIssued(
        send(FORM + "; charset=UTF-8", authorization, GRANT + "&client_id=" + encodedClient));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Bearer none | grant_type=client_credentials                                | 401 | invalid_client",
        "Basic       | grant_type=client_credentials&client_id=x                    | 401 | invalid_client",
        "''          | grant_type=client_credentials&client_id=x&client_secret=y    | 401 | invalid_client",
        "Basic eDp5  | grant_type=client_credentials                                | 401 | invalid_client",
        "Basic eDp5  | grant_type=client_credentials&client_id=z                    | 400 | invalid_request",
        "Basic eDp5  | grant_type=client_credentials&client_secret=y                | 400 | invalid_request",
        "Basic eA==  | grant_type=client_credentials                                | 400 | invalid_request",
        "Basic eDole | grant_type=client_credentials                                | 400 | invalid_request",
        "Basic eDp5  | {\"grant_type\":\"client_credentials\"}                      | 400 | invalid_request",
        "Basic eDp5  | scope=                                                       | 400 | invalid_request",
        "Basic eDp5  | grant_type=                                                  | 400 | invalid_request",
        "Basic eDp5  | grant_type=password                                          | 400 | unsupported_grant_type",
        "Basic eDp5  | grant_type=client_credentials&scope=admin                    | 400 | invalid_scope",
        "Basic eDp5  | grant_type=client_credentials&grant_type=client_credentials  | 400 | invalid_request",
        "Basic eDp5  | grant_type=client_credentials&note=4111111111111111          | 400 | invalid_request",
        "Basic eDp5  | grant_type=client_credentials&scope=%zz                      | 400 | invalid_request"
      })
  void formIsRefusedAsOAuthHasIt(String authorization, String form, int status, String error) {
    APIGatewayV2HTTPResponse response = send(FORM, authorization, form);

    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(status);
    assertThat(json(response).fieldNames())
        .toIterable()
        .containsExactly("error", "error_description");
    assertThat(json(response).path("error").asText()).isEqualTo(error);
    assertThat(json(response).path("error_description").asText())
        .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    assertThat(response.getHeaders())
        .containsEntry("Cache-Control", "no-store")
        .extractingByKey("WWW-Authenticate")
        .isEqualTo(status == 401 ? "Basic realm=\"clientele\"" : null);
  }

  /** OAuth 2 has no words for these. */
  @Test
  void otherFailuresOfAFormAreToldLikeAllOthers() {
    dynamoDb.deleteSigningKey();

    APIGatewayV2HTTPResponse unsigned =
        send(FORM, "Basic " + base64(encodedClient + ":" + ENCODED_SECRET), GRANT);
    APIGatewayV2HTTPResponse tooLarge = send(FORM, "", "x=" + "a".repeat(66_000));

    assertThat(unsigned.getStatusCode()).isEqualTo(503);
    assertThat(json(unsigned).path("code").asText()).isEqualTo("SERVICE_UNAVAILABLE");
    assertThat(tooLarge.getStatusCode()).isEqualTo(413);
    assertThat(json(tooLarge).path("code").asText()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void jsonIsRefusedAsTheVendorDoesWhateverTheHeaderSays() {
    APIGatewayV2HTTPResponse response =
        send(
            "application/json",
            "Basic " + base64(encodedClient + ":" + ENCODED_SECRET),
            "{\"client_id\":\"x\",\"client_secret\":\"y\",\"grant_type\":\"client_credentials\"}");

    assertThat(response.getStatusCode()).isEqualTo(422);
    assertThat(json(response).path("code").asText()).isEqualTo("USER_AUTHENTICATION_FAILED");
  }

  private static void assertIssued(APIGatewayV2HTTPResponse response) {
    assertThat(response.getStatusCode()).as(response.getBody()).isEqualTo(200);
    assertThat(json(response).path("access_token").asText()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
    assertThat(json(response).path("token_type").asText()).isEqualTo("Bearer");
    assertThat(json(response).path("expires_in").intValue()).isEqualTo(3600);
    assertThat(response.getHeaders()).containsEntry("Cache-Control", "no-store");
  }

  private APIGatewayV2HTTPResponse send(String contentType, String authorization, String body) {
    return function.handle(
        APIGatewayV2HTTPEvent.builder()
            .withHeaders(Map.of("content-type", contentType, "authorization", authorization))
            .withBody(base64(body))
            .withIsBase64Encoded(true)
            .build());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static JsonNode json(APIGatewayV2HTTPResponse response) {
    try {
      return new ObjectMapper().readTree(response.getBody());
    } catch (JsonProcessingException e) {
      throw new AssertionError(response.getBody(), e);
    }
  }
}
