package org.clientele.function.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.clientele.TestingSettings;
import org.clientele.embedded.TemporaryTables;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The started application; what is wired is not tested anywhere else. */
@QuarkusTest
@QuarkusTestResource(GetCustomerFunctionTest.Store.class)
class GetCustomerFunctionTest {

  /** Gives the application what the template gives it. */
  public static final class Store implements QuarkusTestResourceLifecycleManager {

    private final TemporaryTables tables = new TemporaryTables();

    @Override
    public Map<String, String> start() {
      Map<String, String> properties = new HashMap<>(TestingSettings.properties(tables, Map.of()));
      properties.put("quarkus.funqy.export", "get-customer");
      properties.put("quarkus.dynamodb.endpoint-override", tables.endpoint().toString());
      properties.put("quarkus.dynamodb.aws.region", "ap-south-1");
      return properties;
    }

    @Override
    public void stop() {
      tables.close();
    }
  }

  @ConfigProperty(name = "quarkus.lambda.mock-event-server.test-port", defaultValue = "8081")
  int port;

  @Test
  void startedApplicationAnswersAnEvent() throws Exception {
    String event =
        """
        {"version": "2.0", "rawPath": "/api/v1/customer/any", "headers": {"request-id": "r-1"},
         "pathParameters": {"customer_id": "any"}, "requestContext": {"requestId": "g-1"}}
        """;
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json")
            .POST(BodyPublishers.ofString(event));

    var response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());

    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertThat(answer.path("statusCode").asInt()).as(response.body()).isEqualTo(401);
    assertThat(answer.at("/headers/Request-ID").asText()).isEqualTo("r-1");
  }
}
