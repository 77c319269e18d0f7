package plain;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What get-customer would be without a framework: the same SDK, the access token verified, the id
 * and the scope checked, the item as JSON, one line in the log.
 */
public final class GetCustomer implements RequestStreamHandler {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final ObjectMapper json = new ObjectMapper();
  private final String table = System.getenv("CLIENTELE_CUSTOMERS_TABLE");
  private final JwtConsumer accessTokens;
  private final DynamoDbClient dynamoDb =
      DynamoDbClient.builder().httpClient(UrlConnectionHttpClient.create()).build();

  public GetCustomer() throws JoseException {
    var keys = new JsonWebKeySet(System.getenv("CLIENTELE_ACCESS_TOKEN_KEYS")).getJsonWebKeys();
    accessTokens =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(new JwksVerificationKeyResolver(keys))
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(
                    ConstraintType.PERMIT, AlgorithmIdentifiers.RSA_USING_SHA256))
            .setExpectedIssuer(System.getenv("CLIENTELE_ACCESS_TOKEN_ISSUER"))
            .setExpectedAudience(System.getenv("CLIENTELE_ACCESS_TOKEN_AUDIENCE"))
            .setRequireExpirationTime()
            .build();
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    long begun = System.nanoTime();
    JsonNode event = json.readTree(input);
    ObjectNode body = json.createObjectNode();
    int status = answer(event, body);
    ObjectNode line = json.createObjectNode();
    line.put("function", "get-customer").put("status", status);
    line.put("duration_ms", (System.nanoTime() - begun) / 1_000_000);
    System.out.println(line);
    ObjectNode response = json.createObjectNode();
    response.put("statusCode", status).put("body", body.toString());
    response.putObject("headers").put("Content-Type", "application/json");
    json.writeValue(output, response);
  }

  private int answer(JsonNode event, ObjectNode body) {
    String authorization = event.path("headers").path("authorization").asText();
    String merchant;
    try {
      JwtClaims claims = accessTokens.processToClaims(authorization.replaceFirst("^Bearer +", ""));
      if (!(" " + claims.getClaimValueAsString("scope") + " ").contains(" customers:read ")) {
        return 403;
      }
      merchant = claims.getClaimValueAsString("merchant_id");
    } catch (InvalidJwtException e) {
      return 401;
    }
    String id = event.path("pathParameters").path("customer_id").asText();
    if (!ID.matcher(id).matches()) {
      return 404;
    }
    var key =
        Map.of(
            "pk", AttributeValue.fromS(merchant + "#" + id),
            "sk", AttributeValue.fromS("customer"));
    var read = dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true));
    if (!read.hasItem()) {
      return 404;
    }
    body.put("customer_id", id);
    put(body, read.item());
    return 200;
  }

  private static void put(ObjectNode object, Map<String, AttributeValue> item) {
    item.forEach(
        (name, value) -> {
          if (value.hasM()) {
            put(object.putObject(name), value.m());
          } else if (value.n() != null) {
            object.put(name, Long.parseLong(value.n()));
          } else {
            object.put(name, value.s());
          }
        });
  }
}
