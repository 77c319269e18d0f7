package org.clientele.store.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.clientele.TestingTokens;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.store.customer.CustomerItem;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.RecentNotices;
import org.clientele.token.SourcePosition;
import org.clientele.token.SourceState;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenKind;
import org.clientele.token.TokenRemoval;
import org.clientele.token.TokenSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class PaymentTokenItemTest {

  private static final Instant TIME = Instant.parse("2026-01-31T23:59:59.123456Z");

  private static final Map<Class<?>, Object> VALUES =
      Map.of(
          StatusReport.class,
          new StatusReport(
              PaymentTokenStatus.SUSPENDED,
              "on hold",
              new StatusCause(StatusCause.Party.ISSUER, "lost", "3701")),
          Instant.class,
          TIME,
          Map.class,
          Map.of("tier", "gold"),
          Boolean.class,
          true,
          String.class,
          "text",
          TokenKind.class,
          TokenKind.NETWORK);

  @Test
  void everythingThatIsStoredIsReadBack() {
    var position = new SourcePosition(7L, TIME.plusSeconds(2));
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    for (TokenField field : TokenField.values()) {
      field.put(
          values,
          field == TokenField.PAYMENT_METHOD ? PaymentMethod.CARD : VALUES.get(field.type()));
    }
    var uncounted = new SourcePosition(null, TIME.plusSeconds(3));
    PaymentToken token =
        new PaymentToken(
            new PaymentTokenId("token-1"),
            new MerchantId("m"),
            new CustomerId("cust-1"),
            "ref-1",
            new TokenSources(
                List.of(
                    new SourceState("a", values, position, Map.of()),
                    new SourceState(
                        "b",
                        Map.of(TokenField.KIND, TokenKind.ISSUER),
                        null,
                        Map.of(TokenField.KIND, uncounted, TokenField.EMI, position)))),
            new RecentNotices(List.of("one", "two")),
            new TokenRemoval("removal-1", Map.of("why", "lost")),
            new PaymentTokenId("token-2"),
            TIME.plusSeconds(3),
            TIME.plusSeconds(4),
            9);

    assertThat(PaymentTokenItem.toPaymentToken(PaymentTokenItem.of(token))).isEqualTo(token);
  }

  @Test
  void absentIsReadBackAsAbsent() {
    PaymentToken token = TestingTokens.token("token-1", PaymentTokenStatus.ACTIVE, null);

    assertThat(PaymentTokenItem.toPaymentToken(PaymentTokenItem.of(token))).isEqualTo(token);
  }

  @Test
  void removalWithoutReferenceIsReadBackAsThat() {
    PaymentToken token =
        TestingTokens.token("token-1", PaymentTokenStatus.ACTIVE, null)
            .remove(new TokenRemoval(null, null), TIME);

    assertThat(PaymentTokenItem.toPaymentToken(PaymentTokenItem.of(token)))
        .isEqualTo(token)
        .returns(PaymentTokenStatus.DEACTIVATED, PaymentToken::status);
  }

  /** An item of more than 4 KB costs more to read and to write. */
  @Test
  void tokenOfSixSourcesWithAllTheySayFitsInto4Kilobytes() {
    List<SourceState> states = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      states.add(fullSource("provider-" + i, TIME.plusSeconds(i)));
    }
    List<String> fingerprints =
        IntStream.range(0, 20).mapToObj("fingerprint%d"::formatted).toList();
    PaymentToken token =
        new PaymentToken(
            PaymentTokenId.random(TIME),
            new MerchantId("merchant-of-some-name"),
            CustomerId.random(TIME),
            "card-on-file-0000000001",
            new TokenSources(states),
            new RecentNotices(fingerprints.stream().map(text -> text.substring(0, 12)).toList()),
            null,
            null,
            TIME,
            TIME,
            30);

    int bytes = size(AttributeValue.fromM(PaymentTokenItem.of(token, true)));

    assertThat(bytes).isLessThanOrEqualTo(4_096);
  }

  private static SourceState fullSource(String name, Instant time) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    values.put(
        TokenField.STATUS,
        new StatusReport(
            PaymentTokenStatus.SUSPENDED,
            null,
            new StatusCause(StatusCause.Party.ISSUER, "Lost card", "3701")));
    values.put(TokenField.PAYMENT_METHOD, PaymentMethod.CARD);
    values.put(TokenField.EXPIRED_AT, time);
    values.put(TokenField.PROVIDER_TOKEN_ID, "DWSPMC000000000132d72d4fcb2f4136");
    values.put(TokenField.KIND, TokenKind.NETWORK);
    values.put(TokenField.REQUESTOR_ID, "50110030273");
    values.put(TokenField.LAST4_DIGIT, "1112");
    values.put(TokenField.CARD_TYPE, "CREDIT");
    values.put(TokenField.NETWORK_NAME, "Mastercard");
    values.put(TokenField.ISSUER_NAME, "HDFC Bank");
    values.put(TokenField.CARD_CATEGORY, "PLATINUM");
    values.put(TokenField.COUNTRY_CODE, "IN");
    values.put(TokenField.INTERNATIONAL, false);
    values.put(TokenField.EMI, true);
    values.put(TokenField.CVV_REQUIRED, false);
    values.put(TokenField.CARD_UPDATED_AT, time);
    values.put(TokenField.CONSENTED_AT, time);
    values.put(TokenField.CONSENT_REFERENCE, "consent-12345678");
    values.put(TokenField.IS_COMPLIANT, true);
    return new SourceState(
        name,
        values,
        new SourcePosition(null, time),
        Map.of(
            TokenField.STATUS, new SourcePosition(null, time.plusSeconds(60)),
            TokenField.EXPIRED_AT, new SourcePosition(null, time.plusSeconds(60)),
            TokenField.LAST4_DIGIT, new SourcePosition(null, time.plusSeconds(120)),
            TokenField.CARD_UPDATED_AT, new SourcePosition(null, time.plusSeconds(120))));
  }

  /**
   * Returns how many bytes DynamoDB counts.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item
   *     sizes</a>
   */
  private static int size(AttributeValue value) {
    if (value.hasM()) {
      return 3
          + value.m().entrySet().stream()
              .mapToInt(entry -> 1 + entry.getKey().length() + size(entry.getValue()))
              .sum();
    }
    if (value.hasL()) {
      return 3 + value.l().stream().mapToInt(item -> 1 + size(item)).sum();
    }
    return value.s() != null ? value.s().length() : value.n() != null ? value.n().length() : 1;
  }

  @ParameterizedTest
  @EnumSource
  void onlyATokenThatCanStillExpireIsInTheIndexOfTheSweep(PaymentTokenStatus status) {
    Map<String, AttributeValue> expiring =
        PaymentTokenItem.of(TestingTokens.token("token-1", status, TIME));
    Map<String, AttributeValue> lasting =
        PaymentTokenItem.of(TestingTokens.token("token-1", status, null));

    assertThat(expiring.containsKey("expiry_shard"))
        .isEqualTo(status != PaymentTokenStatus.FAILED && status != PaymentTokenStatus.DEACTIVATED);
    assertThat(lasting).doesNotContainKey("expiry_shard");
  }

  @Test
  void tokenThatIsRemovedOrReplacedIsNeverSwept() {
    PaymentToken token = TestingTokens.token("token-1", PaymentTokenStatus.ACTIVE, TIME);
    Instant before = TIME.minusSeconds(60);

    assertThat(PaymentTokenItem.of(token.remove(new TokenRemoval("removal-1", null), before)))
        .containsKey("expired_at")
        .doesNotContainKeys("expiry_shard", "expired");
    assertThat(PaymentTokenItem.of(token.replace(new PaymentTokenId("token-2"), before)))
        .containsKey("expired_at")
        .doesNotContainKeys("expiry_shard", "expired");
  }

  @Test
  void shardsAre0To63AndAllOfThemAreUsed() {
    for (int shard = 0; shard < 64; shard++) {
      String id = TestingTokens.idsInShard(shard, 1).get(0);

      assertThat(
              PaymentTokenItem.of(TestingTokens.token(id, PaymentTokenStatus.ACTIVE, TIME))
                  .get("expiry_shard"))
          .isEqualTo(AttributeValue.fromN(Integer.toString(shard)));
    }
  }

  @Test
  void defaultIsMarkedAndNoOther() {
    PaymentToken token = TestingTokens.token("token-1", PaymentTokenStatus.ACTIVE, null);

    assertThat(PaymentTokenItem.isDefault(PaymentTokenItem.of(token, true))).isTrue();
    assertThat(PaymentTokenItem.isDefault(PaymentTokenItem.of(token, false))).isFalse();
    assertThat(PaymentTokenItem.of(token)).doesNotContainKey("is_default");
  }

  @Test
  void itemsOfACollectionAreToldApart() {
    PaymentToken token = TestingTokens.token("token-1", PaymentTokenStatus.ACTIVE, null);

    assertThat(PaymentTokenItem.isToken(PaymentTokenItem.of(token))).isTrue();
    assertThat(PaymentTokenItem.isToken(CustomerItem.key(token.merchantId(), token.customerId())))
        .isFalse();
  }
}
