package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;
import static org.clientele.token.PaymentTokenStatus.FAILED;
import static org.clientele.token.PaymentTokenStatus.INITIATED;
import static org.clientele.token.PaymentTokenStatus.SUSPENDED;
import static org.clientele.token.TestingNotices.change;
import static org.clientele.token.TestingNotices.token;
import static org.clientele.token.TestingNotices.whole;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.token.Deregistration.Holder;
import org.clientele.token.Deregistration.Trigger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeregistrationTest {

  private static final Instant NOW = Instant.parse("2026-01-31T23:00:00Z");
  private static final Instant DEADLINE = NOW.plusSeconds(3600);
  private static final Set<PaymentTokenStatus> LIVING = EnumSet.of(INITIATED, ACTIVE, SUSPENDED);

  @Test
  void removalAsksEachProviderThatHoldsTheToken() {
    PaymentToken removed =
        token(ACTIVE, null)
            .report(whole("ended", 1, NOW, DEACTIVATED, null), NOW)
            .report(whole("issuer", 1, NOW, ACTIVE, null), NOW)
            .remove(new TokenRemoval("r", null), NOW);

    assertThat(Deregistration.ofRemoval(removed).orElseThrow().holders())
        .containsExactly(new Holder("issuer", null), new Holder("tsp", null));
  }

  @Test
  void removalAlsoAsksAProviderThatHasToldNoStatus() {
    PaymentToken removed =
        token(ACTIVE, null)
            .report(change("silent", 1L, NOW, "n", TokenField.REQUESTOR_ID, "r"), NOW)
            .remove(new TokenRemoval("r", null), NOW);

    assertThat(Deregistration.ofRemoval(removed).orElseThrow().holders())
        .containsExactly(new Holder("silent", null), new Holder("tsp", null));
  }

  @Test
  void removalAsksTheProviderThatReportedTheToken() {
    PaymentToken removed = token(ACTIVE, null).remove(new TokenRemoval("r", null), NOW);

    Deregistration wanted = Deregistration.ofRemoval(removed).orElseThrow();

    assertThat(wanted.holders()).containsExactly(new Holder("tsp", null));
    assertThat(wanted.trigger()).isEqualTo(Trigger.TOKEN_REMOVED);
    assertThat(wanted.occurredAt()).isEqualTo(removed.updatedAt());
    assertThat(wanted.deadline()).isNull();
    assertThat(wanted.version()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void deletionOfACustomerAsksForTheTokensThatHaveNotEnded(PaymentTokenStatus status) {
    assertThat(Deregistration.ofDeletion(token(status, null), NOW).isPresent())
        .isEqualTo(LIVING.contains(status));
  }

  @Test
  void tokenThatHasExpiredByTheDeletionIsNotAskedFor() {
    assertThat(Deregistration.ofDeletion(token(ACTIVE, NOW), NOW)).isEmpty();
    assertThat(Deregistration.ofDeletion(token(ACTIVE, NOW.plusNanos(1_000)), NOW)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void reportThatEndsTheTokenAndIsTheNewestIsTheAnswer(PaymentTokenStatus status) {
    PaymentToken removed = token(ACTIVE, null).remove(new TokenRemoval("r", null), NOW);

    assertThat(Deregistration.isAnsweredBy(whole("tsp", 2, NOW, status, null), removed))
        .isEqualTo(status == DEACTIVATED || status == FAILED);
    assertThat(Deregistration.isAnsweredBy(whole("tsp", 0, NOW, status, null), removed)).isFalse();
    assertThat(Deregistration.isAnsweredBy(whole("other", 2, NOW, status, null), removed))
        .isFalse();
  }

  @Test
  void messageIsKnownByTheSameIdInItsForm() {
    Deregistration wanted = wanted();

    assertThat(wanted.notificationId())
        .hasSize("removal:".length() + 50)
        .matches("[A-Za-z0-9._:-]{1,64}");
    assertThat(wanted.sent(DEADLINE).notificationId()).isEqualTo(wanted.notificationId());
  }

  @Test
  void lastAnswerLeavesNothingAndAnyOtherTheRest() {
    Deregistration sent = wanted().sent(DEADLINE);

    Deregistration rest = sent.without("a").orElseThrow();

    assertThat(sent.version()).isEqualTo(2);
    assertThat(rest.holders()).containsExactly(new Holder("b", "id-b"));
    assertThat(rest.deadline()).isEqualTo(DEADLINE);
    assertThat(rest.version()).isEqualTo(3);
    assertThat(rest.isHeldBy("a")).isFalse();
    assertThat(rest.without("b")).isEmpty();
  }

  @Test
  void thereIsNoneWithoutAHolder() {
    Deregistration wanted = wanted();

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Deregistration(
                    wanted.merchantId(),
                    wanted.customerId(),
                    wanted.tokenId(),
                    wanted.merchantTokenReference(),
                    List.of(),
                    wanted.trigger(),
                    NOW,
                    null,
                    1));
  }

  private static Deregistration wanted() {
    return new Deregistration(
        new MerchantId("m"),
        new CustomerId("c"),
        new PaymentTokenId("t".repeat(50)),
        "reference",
        List.of(new Holder("a", null), new Holder("b", "id-b")),
        Trigger.TOKEN_REMOVED,
        NOW,
        null,
        1);
  }
}
