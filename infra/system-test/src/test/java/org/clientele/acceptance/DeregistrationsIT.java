package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TokenReports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What providers are asked when a customer has a token removed. */
@ExtendWith(SharedServer.class)
class DeregistrationsIT {

  private final MerchantClient client;
  private final TokenReports tokens;

  DeregistrationsIT(LocalServerProcess server) {
    this.client = server.demoMerchant();
    this.tokens = new TokenReports(client);
  }

  @Test
  void removedTokensProviderIsAskedByAMessageAsDescribed() throws IOException {
    String reference = "removed-" + UUID.randomUUID();
    String customerId = tokens.customer(reference);
    tokens.record(TokenReports.message(customerId, reference, "ACTIVE"));
    String tokenId = tokens.only(customerId).path("token_id").asText();

    Answer removed =
        client.post(
            TokenReports.path(customerId) + "/" + tokenId + "/delete",
            "{\"merchant_unique_reference\": \"removal\"}");
    assertThat(removed.field("status")).as(removed.text()).isEqualTo("DEACTIVATED");
    assertThat(messagesOf(tokenId)).isEmpty();
    sendAll();
    sendAll();

    assertThat(messagesOf(tokenId))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(schema().validate(message)).isEmpty();
              assertThat(message.path("merchant_token_reference").asText()).isEqualTo(reference);
              assertThat(message.at("/sources/0/source").asText()).isEqualTo("tsp");
            });
  }

  private void sendAll() {
    Answer sent = client.post("/local/deregistrations", "{}");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
  }

  private List<JsonNode> messagesOf(String tokenId) {
    JsonNode messages = client.get("/local/deregistrations").json().path("messages");
    return StreamSupport.stream(messages.spliterator(), false)
        .filter(message -> message.path("token_id").asText().equals(tokenId))
        .toList();
  }

  private static JsonSchema schema() throws IOException {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(Files.readString(Path.of("../token-deregistration-requested.schema.json")));
  }
}
