package org.clientele.store.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.junit.jupiter.api.Test;

class IdempotencyItemTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void itemExpiresByTheAttributeThatTheTemplateNames() throws Exception {
    var request = IdempotentRequest.of(new MerchantId("m"), "create-customer", "key", "{}", NOW);

    var item = IdempotencyItem.of(request, new StoredResponse(201, "{}", null, null));

    assertThat(Attributes.of(item).requiredNumber("expires_at"))
        .isBetween(NOW.getEpochSecond() + 24 * 3600, NOW.getEpochSecond() + 24 * 3600 + 1);
    assertThat(Files.readString(Path.of("../infra/data.yaml")).replaceAll("\\s+", " "))
        .contains("TimeToLiveSpecification: AttributeName: expires_at Enabled: true");
  }

  @Test
  void keyAndPayloadAreNotReadableInTheItem() {
    var request =
        IdempotentRequest.of(
            new MerchantId("m"), "create-customer", "4111111111111111", "{\"a\":\"asha\"}", NOW);

    var item = IdempotencyItem.of(request, new StoredResponse(201, "{}", null, null));

    assertThat(item.toString()).doesNotContain("4111", "asha");
  }
}
