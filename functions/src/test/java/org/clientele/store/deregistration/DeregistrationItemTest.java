package org.clientele.store.deregistration;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.token.Deregistration;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.Deregistration.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class DeregistrationItemTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00.123456Z");
  private static final Instant DEADLINE = NOW.plusSeconds(3600);

  @ParameterizedTest
  @EnumSource
  void everythingThatIsStoredIsReadBack(Trigger trigger) {
    Deregistration wanted = wanted("token-1", trigger);
    Deregistration sent = wanted.sent(DEADLINE);

    assertThat(DeregistrationItem.toDeregistration(DeregistrationItem.of(wanted)))
        .isEqualTo(wanted);
    assertThat(DeregistrationItem.toDeregistration(DeregistrationItem.of(sent))).isEqualTo(sent);
  }

  @Test
  void isDueAtOnceUntilItIsSentAndThenAtItsDeadline() {
    Map<String, AttributeValue> wanted =
        DeregistrationItem.of(wanted("token-1", Trigger.TOKEN_REMOVED));
    Map<String, AttributeValue> sent =
        DeregistrationItem.of(wanted("token-1", Trigger.TOKEN_REMOVED).sent(DEADLINE));

    assertThat(requireNonNull(wanted.get("due_at")).s()).isEqualTo("2026-01-31T23:00:00.123456Z");
    assertThat(requireNonNull(wanted.get("deregistration_stage")).s()).startsWith("TO_SEND#");
    assertThat(requireNonNull(sent.get("due_at")).s()).isEqualTo("2026-02-01T00:00:00.123456Z");
    assertThat(requireNonNull(sent.get("deregistration_stage")).s()).startsWith("SENT#");
  }

  @Test
  void shardsAre0To7AndAllOfThemAreUsed() {
    Set<String> stages = new HashSet<>();
    IntStream.range(0, 200)
        .mapToObj(i -> DeregistrationItem.of(wanted("token-" + i, Trigger.TOKEN_REMOVED)))
        .forEach(item -> stages.add(requireNonNull(item.get("deregistration_stage")).s()));

    assertThat(new TreeSet<>(stages))
        .containsExactlyElementsOf(
            IntStream.range(0, 8).mapToObj(shard -> "TO_SEND#" + shard).toList());
  }

  private static Deregistration wanted(String tokenId, Trigger trigger) {
    return new Deregistration(
        new MerchantId("m"),
        new CustomerId("c"),
        new PaymentTokenId(tokenId),
        "reference",
        List.of(new Holder("a", null), new Holder("b", "id-b")),
        trigger,
        NOW,
        null,
        3);
  }
}
