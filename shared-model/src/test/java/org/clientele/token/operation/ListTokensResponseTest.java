package org.clientele.token.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.clientele.token.PaymentTokenStatus.ACTIVE;
import static org.clientele.token.PaymentTokenStatus.DEACTIVATED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.token.CardData;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SavedTokens;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TestingNotices;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListTokensResponseTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Customer CUSTOMER =
      Customer.create(
          new CustomerId("cust-1"),
          new MerchantId("merchant"),
          new CustomerDetails("ref", null, null, null, null, null, null, null, null, null),
          NOW.minusSeconds(1));

  private final SavedTokens saved =
      new SavedTokens(
          CUSTOMER,
          List.of(
              token("lasting", ACTIVE, null),
              token("expired", ACTIVE, NOW),
              token("removed", DEACTIVATED, null)));

  @Test
  void withoutAWishAllTokensAreListedAsTheyAreNow() {
    ListTokensResponse answer = list(null);

    assertThat(answer.totalTokens()).isEqualTo(3);
    assertThat(answer.tokens())
        .extracting(PaymentTokenResponse::tokenId, PaymentTokenResponse::status)
        .containsExactly(
            tuple("lasting", ACTIVE), tuple("expired", DEACTIVATED), tuple("removed", DEACTIVATED));
    assertThat(answer.customerId()).isEqualTo("cust-1");
    assertThat(answer.createdAt()).isEqualTo("2026-01-31T11:59:59.000000Z");
    assertThat(answer.updatedAt()).isEqualTo("2026-01-31T11:59:59.000000Z");
  }

  @Test
  void statusThatIsWantedIsTheOneThatIsSeen() {
    assertThat(list(ACTIVE).tokens())
        .extracting(PaymentTokenResponse::tokenId)
        .containsExactly("lasting");
    assertThat(list(DEACTIVATED).tokens())
        .extracting(PaymentTokenResponse::tokenId)
        .containsExactly("expired", "removed");
    assertThat(list(DEACTIVATED).totalTokens()).isEqualTo(2);
  }

  @Test
  void ofMoreThan1000TokensThoseAreLeftOutThatEndedTheLongestAgo() {
    List<PaymentToken> tokens = new ArrayList<>();
    tokens.add(token("ended-last", DEACTIVATED, null));
    for (int i = 1; i <= 1_000; i++) {
      tokens.add(token("expired-" + i, ACTIVE, NOW.minusSeconds(1_000 + i)));
    }
    tokens.add(token("lasting", ACTIVE, null));
    var all = new SavedTokens(CUSTOMER, tokens);

    ListTokensResponse answer = ListTokensResponse.from(all, new ListTokensRequest(null), NOW);

    assertThat(answer.totalTokens()).isEqualTo(1_000);
    assertThat(answer.tokens())
        .extracting(PaymentTokenResponse::tokenId)
        .startsWith("ended-last", "expired-1")
        .endsWith("expired-998", "lasting")
        .doesNotContain("expired-999", "expired-1000");
  }

  @Test
  void tokenIsAnsweredWithEverythingThatItsReaderMaySee() {
    Map<TokenField, Object> values = TestingNotices.values(ACTIVE, NOW);
    var cause = new StatusCause(StatusCause.Party.ISSUER, "reason", "3701");
    values.put(TokenField.STATUS, new StatusReport(ACTIVE, null, cause));
    values.put(TokenField.PAYMENT_METHOD, PaymentMethod.CARD);
    values.put(TokenField.MERCHANT_METADATA, Map.of("tier", "gold"));
    values.put(TokenField.LAST4_DIGIT, "1112");
    values.put(TokenField.CARD_TYPE, "CREDIT");
    values.put(TokenField.NETWORK_NAME, "Visa");
    values.put(TokenField.ISSUER_NAME, "HDFC");
    values.put(TokenField.CARD_CATEGORY, "Gold");
    values.put(TokenField.COUNTRY_CODE, "IN");
    values.put(TokenField.INTERNATIONAL, false);
    values.put(TokenField.EMI, true);
    values.put(TokenField.CVV_REQUIRED, true);
    values.put(TokenField.IS_COMPLIANT, true);
    values.put(TokenField.CARD_UPDATED_AT, NOW.minusSeconds(2));
    values.put(TokenField.CONSENT_REFERENCE, "consent");
    values.put(TokenField.PROVIDER_TOKEN_ID, "provider-1");
    TokenNotice notice = TestingNotices.whole("tsp", 1, NOW, "cust-1", values);
    var token = PaymentToken.create(new PaymentTokenId("token-1"), notice, NOW.minusSeconds(9));

    assertThat(PaymentTokenResponse.from(token, NOW.minusSeconds(1)))
        .isEqualTo(
            new PaymentTokenResponse(
                "token-1",
                "ref",
                "cust-1",
                ACTIVE,
                PaymentMethod.CARD,
                "2026-01-31T12:00:00.000000Z",
                "2026-01-31T11:59:51.000000Z",
                "2026-01-31T11:59:51.000000Z",
                "reason",
                Map.of("tier", "gold"),
                new CardData("1112", "CREDIT", "Visa", "HDFC", "Gold", "IN", false, true, true),
                true,
                cause,
                null,
                "2026-01-31T11:59:58.000000Z"));
    assertThat(PaymentTokenResponse.from(token("lasting", ACTIVE, null), NOW).expiredAt()).isNull();
  }

  @Test
  void deletionIsAnsweredWithWhatTheMerchantCallsIt() {
    var request = new DeleteTokenRequest("removal-1", Map.of("why", "lost"));

    assertThat(request.toRemoval()).isEqualTo(new TokenRemoval("removal-1", Map.of("why", "lost")));
    assertThat(request).hasToString("***");
    assertThat(DeleteTokenResponse.from(token("removed", DEACTIVATED, null), request.toRemoval()))
        .isEqualTo(new DeleteTokenResponse("removed", "cust-1", DEACTIVATED, "removal-1"));
  }

  private ListTokensResponse list(@Nullable PaymentTokenStatus status) {
    return ListTokensResponse.from(saved, new ListTokensRequest(status), NOW);
  }

  private static PaymentToken token(
      String id, PaymentTokenStatus status, @Nullable Instant expiredAt) {
    Instant updatedAt = status.isFinal() ? NOW.minusSeconds(2) : NOW.minusSeconds(7_200);
    return TestingNotices.token(id, status, expiredAt, updatedAt);
  }
}
