package org.clientele.token;

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
    var card = new CardData("1112", "CREDIT", "Visa", "HDFC", "Gold", "IN", false, true, true);
    var token =
        new PaymentToken(
            new PaymentTokenId("token-1"),
            new MerchantId("merchant"),
            new CustomerId("cust-1"),
            "ref-1",
            ACTIVE,
            PaymentMethod.CARD,
            NOW,
            "reason",
            false,
            Map.of("tier", "gold"),
            card,
            true,
            new Consent(NOW, "consent"),
            new TokenSource("tsp", 1, NOW),
            new TokenRemoval("removal", null),
            NOW.plusSeconds(1),
            NOW.plusSeconds(2),
            7);

    assertThat(PaymentTokenResponse.from(token, NOW.minusSeconds(1)))
        .isEqualTo(
            new PaymentTokenResponse(
                "token-1",
                "ref-1",
                "cust-1",
                ACTIVE,
                PaymentMethod.CARD,
                "2026-01-31T12:00:00.000000Z",
                "2026-01-31T12:00:01.000000Z",
                "2026-01-31T12:00:02.000000Z",
                "reason",
                Map.of("tier", "gold"),
                card,
                true));
    assertThat(PaymentTokenResponse.from(token("lasting", ACTIVE, null), NOW).expiredAt()).isNull();
  }

  @Test
  void deletionIsAnsweredWithWhatTheMerchantCallsIt() {
    var request = new DeleteTokenRequest("removal-1", Map.of("why", "lost"));

    assertThat(request.toRemoval()).isEqualTo(new TokenRemoval("removal-1", Map.of("why", "lost")));
    assertThat(request).hasToString("***");
    assertThat(DeleteTokenResponse.from(token("removed", DEACTIVATED, null), request))
        .isEqualTo(new DeleteTokenResponse("removed", "cust-1", DEACTIVATED, "removal-1"));
  }

  private ListTokensResponse list(@Nullable PaymentTokenStatus status) {
    return ListTokensResponse.from(saved, new ListTokensRequest(status), NOW);
  }

  private static PaymentToken token(
      String id, PaymentTokenStatus status, @Nullable Instant expiredAt) {
    return new PaymentToken(
        new PaymentTokenId(id),
        CUSTOMER.merchantId(),
        CUSTOMER.id(),
        id,
        status,
        PaymentMethod.UPI,
        expiredAt,
        null,
        false,
        null,
        null,
        null,
        null,
        null,
        null,
        NOW.minusSeconds(7_200),
        status.isFinal() ? NOW.minusSeconds(2) : NOW.minusSeconds(7_200),
        1);
  }
}
