package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.TestingNotices.CREATED;
import static org.clientele.token.TestingNotices.values;
import static org.clientele.token.TestingNotices.whole;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.clientele.id.PaymentTokenId;
import org.junit.jupiter.api.Test;

class TokenNoticeTest {

  private static final Instant LATER = Instant.parse("2025-06-01T00:00:00Z");

  @Test
  void consentIsCarriedWholeWhereTheNewTokenHasNoneOfItsOwn() {
    PaymentToken old = PaymentToken.create(new PaymentTokenId("old"), agreed(CREATED, "o"), LATER);

    assertThat(whole("tsp", 1, LATER, ACTIVE, null).withConsentOf(old).values())
        .containsEntry(TokenField.CONSENTED_AT, CREATED)
        .containsEntry(TokenField.CONSENT_REFERENCE, "o");
    assertThat(agreed(LATER, "n").withConsentOf(old).values())
        .containsEntry(TokenField.CONSENTED_AT, LATER)
        .containsEntry(TokenField.CONSENT_REFERENCE, "n");
  }

  @Test
  void emptyTextSaysNothing() {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);

    TokenField.CONSENT_REFERENCE.put(values, "");
    TokenField.REQUESTOR_ID.put(values, "requestor");

    assertThat(values).containsExactly(Map.entry(TokenField.REQUESTOR_ID, "requestor"));
  }

  @Test
  void reasonIsTheProvidersWordsOrThoseOfTheCause() {
    var cause = new StatusCause(StatusCause.Party.ISSUER, "The card was lost", "3701");

    assertThat(new StatusReport(ACTIVE, "on hold", cause).reason()).isEqualTo("on hold");
    assertThat(new StatusReport(ACTIVE, null, cause).reason()).isEqualTo("The card was lost");
    assertThat(new StatusReport(ACTIVE, null, null).reason()).isNull();
  }

  private static TokenNotice agreed(Instant at, String reference) {
    Map<TokenField, Object> values = values(ACTIVE, null);
    values.put(TokenField.CONSENTED_AT, at);
    values.put(TokenField.CONSENT_REFERENCE, reference);
    return whole("tsp", 1, LATER, "cust-1", values);
  }
}
