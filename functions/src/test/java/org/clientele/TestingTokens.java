package org.clientele;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.RecentNotices;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;

/** Payment tokens of which only that matters which a test names. */
public final class TestingTokens {

  private static final Instant CREATED = Instant.parse("2001-01-01T00:00:00Z");

  private static final MerchantId MERCHANT = new MerchantId("m");
  private static final CustomerId CUSTOMER = new CustomerId("cust-1");

  private TestingTokens() {}

  public static PaymentToken token(
      String id, PaymentTokenStatus status, @Nullable Instant expiredAt) {
    return token(CUSTOMER, id, status, expiredAt, CREATED);
  }

  public static PaymentToken token(
      CustomerId customerId, String id, PaymentTokenStatus status, @Nullable Instant expiredAt) {
    return token(customerId, id, status, expiredAt, CREATED);
  }

  public static PaymentToken token(
      String id, PaymentTokenStatus status, @Nullable Instant expiredAt, Instant updatedAt) {
    return token(CUSTOMER, id, status, expiredAt, updatedAt);
  }

  private static PaymentToken token(
      CustomerId customerId,
      String id,
      PaymentTokenStatus status,
      @Nullable Instant expiredAt,
      Instant updatedAt) {
    return new PaymentToken(
        new PaymentTokenId(id),
        MERCHANT,
        customerId,
        id,
        PaymentToken.create(
                new PaymentTokenId(id), notice(customerId, id, status, expiredAt), CREATED)
            .sources(),
        new RecentNotices(List.of()),
        null,
        null,
        CREATED,
        updatedAt,
        3);
  }

  private static TokenNotice notice(
      CustomerId customerId, String id, PaymentTokenStatus status, @Nullable Instant expiredAt) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(values, new StatusReport(status, null, null));
    TokenField.PAYMENT_METHOD.put(values, PaymentMethod.CARD);
    TokenField.EXPIRED_AT.put(values, expiredAt);
    return TokenNotice.whole(
        MERCHANT, "tsp", new SourcePosition(1L, CREATED), null, id, customerId, values, null);
  }

  /** Returns ids of tokens that fall into a shard of the expiry index. */
  public static List<String> idsInShard(int shard, int count) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "token-" + i)
        .filter(id -> Math.floorMod(id.hashCode(), 64) == shard)
        .limit(count)
        .toList();
  }

  /** Returns tokens of a shard, each of which expires a second after the one before. */
  public static List<PaymentToken> inShard(int shard, int count, Instant firstExpiry) {
    List<String> ids = idsInShard(shard, count);
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> token(ids.get(i), PaymentTokenStatus.ACTIVE, firstExpiry.plusSeconds(i)))
        .toList();
  }
}
