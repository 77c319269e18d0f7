package org.clientele.store.token;

import static java.util.Objects.requireNonNull;
import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;
import static org.clientele.error.ErrorCode.TOKEN_NOT_FOUND;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerStatus;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Refusal;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Transaction;
import org.clientele.store.dynamodb.Write;
import org.clientele.token.Deregistration;
import org.clientele.token.KeptCardData;
import org.clientele.token.NoticeResult;
import org.clientele.token.PaymentToken;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Stores what token service providers report of tokens. */
@Singleton
public class TokenReportRepository {

  /**
   * Function instances whose clocks differ by less than this agree on which tokens are counted: one
   * may count a token no longer that another one renews in time.
   */
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

  private final CustomerRepository customers;
  private final PaymentTokenRepository tokens;
  private final Table table;
  private final KeptCardData kept;
  private final TokenLimit limit;
  private final DeregistrationRepository deregistrations;

  public TokenReportRepository(
      DynamoDbClient dynamoDb,
      CustomerRepository customers,
      PaymentTokenRepository tokens,
      DeregistrationRepository deregistrations,
      Settings settings) {
    this.customers = customers;
    this.tokens = tokens;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.kept = settings.cardData();
    this.limit = new TokenLimit(dynamoDb, table);
    this.deregistrations = deregistrations;
  }

  /**
   * Returns the items that a customer and its tokens are stored as, whatever their statuses, for
   * who fills an empty table.
   */
  public static List<Map<String, AttributeValue>> items(Customer stored, List<PaymentToken> saved) {
    List<Map<String, AttributeValue>> items = new ArrayList<>(CustomerRepository.items(stored));
    for (PaymentToken token : saved) {
      items.add(TokenPointerItem.of(referenceKey(token), token));
      items.add(TokenPointerItem.ofId(token));
      items.add(PaymentTokenItem.of(token));
    }
    List<PaymentToken> counted = saved.stream().filter(TokenReportRepository::isCounted).toList();
    if (!counted.isEmpty()) {
      items.add(TokenCountItem.of(counted.get(0), counted.size()));
    }
    return items;
  }

  /** Whether a new token has not ended by now, which is when it was created. */
  private static boolean isCounted(PaymentToken created) {
    return !created.asOf(created.createdAt()).status().isFinal();
  }

  private static Map<String, AttributeValue> referenceKey(PaymentToken token) {
    return TokenPointerItem.key(token.merchantId(), token.merchantTokenReference());
  }

  /**
   * What has become of a notice.
   *
   * @param token as stored
   */
  public record Recorded(NoticeResult result, PaymentToken token) {}

  /**
   * Stores what a token service provider says of a token: a new one, or a change of the one that is
   * called so. What is stored already, or older than what is, changes nothing. Where that token has
   * ended for good, or its customer is {@code DELETED}, a notice of a whole token that came after
   * makes a new one, which gets the reference; the old one stays as it is. So does a token that
   * replaces another one, whose end and whose successor are stored with it.
   *
   * <p>A notice that ends the token answers what its provider was asked when the customer had it
   * removed. That is stored only after the notice, but then also by one that comes again.
   *
   * <p>What is not kept of cards is not stored, whoever has said it.
   *
   * @throws ApiException {@code CUSTOMER_NOT_FOUND} if the merchant has no such customer; {@code
   *     TOKEN_NOT_FOUND} if it has no such token, and the notice is not of a whole one, or no such
   *     token to be replaced; {@code INVALID_USER_ACCOUNT} if the customer is {@code DELETED},
   *     unless the notice ends the token, has as many tokens that have not ended as it may, or the
   *     token's status forbids the one reported; {@code DUPLICATE_REQUEST} if the reference or the
   *     provider's id is that of another customer's token, or of another token
   */
  public Recorded record(TokenNotice said, Instant now) {
    TokenNotice notice = said.keeping(kept);
    Recorded recorded = OptimisticRetry.untilDone(() -> tryRecord(notice, now));
    boolean closed =
        Deregistration.isAnsweredBy(notice, recorded.token())
            && deregistrations.close(recorded.token(), notice.source());
    return closed ? new Recorded(NoticeResult.STORED, recorded.token()) : recorded;
  }

  private Optional<Recorded> tryRecord(TokenNotice notice, Instant now) {
    StoredToken known = find(notice, notice.token()).orElse(null);
    StoredToken replaced = replaced(notice);
    TokenNotice said =
        replaced != null && notice.replaced() != null && notice.replaced().carriesConsent()
            ? notice.withConsentOf(replaced.token())
            : notice;
    if (known == null ? notice.isWhole() : isFollowed(known, replaced, notice)) {
      return tryInsert(said, known, replaced, now);
    }
    if (known == null) {
      throw new ApiException(TOKEN_NOT_FOUND, "Token not found", "token");
    }
    Optional<Recorded> changed = tryChange(known, said, now);
    return replaced != null && isOpen(replaced) && changed.isPresent()
        ? tryReplace(replaced, changed.get(), now)
        : changed;
  }

  /** A token may be known by a later notice before the one that says which other it replaces. */
  private Optional<Recorded> tryReplace(StoredToken old, Recorded changed, Instant now) {
    StoredToken before =
        table
            .find(PaymentTokenItem.key(changed.token()))
            .map(item -> StoredToken.from(item).keeping(kept))
            .filter(read -> read.token().removal() == null && read.token().replacedBy() == null)
            .orElse(null);
    if (before == null) {
      return Optional.of(changed);
    }
    requireSameCustomer(old.token(), before.token().customerId());
    PaymentToken stored = before.token().asOf(now).nextVersion();
    Transaction<PaymentToken> transaction = table.once(stored);
    tokens.succession(old, before, stored, Optional.empty()).forEach(transaction::and);
    return transaction.commit().map(token -> new Recorded(NoticeResult.STORED, token));
  }

  private Optional<StoredToken> find(TokenNotice notice, TokenAddress token) {
    MerchantId merchantId = notice.merchantId();
    String reference = token.merchantTokenReference();
    return table
        .find(
            reference == null
                ? TokenPointerItem.key(
                    merchantId,
                    notice.source(),
                    requireNonNull(token.providerTokenId(), "providerTokenId"))
                : TokenPointerItem.key(merchantId, reference))
        .flatMap(pointer -> table.find(TokenPointerItem.tokenKey(merchantId, pointer)))
        .map(item -> StoredToken.from(item).keeping(kept));
  }

  private @Nullable StoredToken replaced(TokenNotice notice) {
    return notice.replaced() == null
        ? null
        : find(notice, notice.replaced().token())
            .orElseThrow(
                () -> new ApiException(TOKEN_NOT_FOUND, "Token not found", "token.replaces"));
  }

  private boolean isFollowed(
      StoredToken known, @Nullable StoredToken replaced, TokenNotice notice) {
    PaymentToken token = known.token();
    boolean reissued =
        replaced != null
            && isOpen(replaced)
            && (replaced.token().equals(token) || (token.hasEnded() && token.isBefore(notice)));
    return reissued
        || (token.isFollowedBy(notice) && (token.hasEnded() || isOfDeletedCustomer(token)));
  }

  /** Whether nothing has come in a token's place yet, nor did its customer have it removed. */
  private static boolean isOpen(StoredToken replaced) {
    return replaced.token().removal() == null && replaced.token().replacedBy() == null;
  }

  private boolean isOfDeletedCustomer(PaymentToken token) {
    return customers
        .find(token.merchantId(), token.customerId())
        .filter(customer -> customer.status() == CustomerStatus.DELETED)
        .isPresent();
  }

  private Optional<Recorded> tryChange(StoredToken known, TokenNotice notice, Instant now) {
    PaymentToken read = known.token();
    NoticeResult result = read.resultOf(notice, now);
    if (result != NoticeResult.STORED) {
      return Optional.of(new Recorded(result, read));
    }
    PaymentToken changed = read.report(notice, now).nextVersion();
    boolean lives = !changed.status().isFinal();
    if (lives && isOfDeletedCustomer(read)) {
      throw deleted();
    }
    Transaction<PaymentToken> transaction =
        tokens.replacement(known, changed, ChangeOrigin.PROVIDER);
    if (lives && read.asOf(now.plus(CLOCK_SKEW)).status().isFinal()) {
      transaction.and(limit.countAgain(changed));
    }
    String providerTokenId = changed.providerTokenId(notice.source());
    if (providerTokenId != null && !providerTokenId.equals(read.providerTokenId(notice.source()))) {
      transaction.and(providerPointer(notice.source(), providerTokenId, changed, changed));
    }
    return transaction.commit().map(token -> new Recorded(NoticeResult.STORED, token));
  }

  private static ApiException deleted() {
    return new ApiException(INVALID_USER_ACCOUNT, "The customer is deleted", "token.customer_id");
  }

  /**
   * @param before the token that has the reference now
   * @param replaced the one in whose place the new one comes
   */
  private Optional<Recorded> tryInsert(
      TokenNotice notice,
      @Nullable StoredToken before,
      @Nullable StoredToken replaced,
      Instant now) {
    PaymentToken stored =
        PaymentToken.create(PaymentTokenId.random(now), notice, now).nextVersion();
    if (replaced != null) {
      requireSameCustomer(replaced.token(), stored.customerId());
      if (replaced.token().removal() != null && replaced.token().forbids(notice)) {
        return Optional.of(new Recorded(NoticeResult.NOT_WANTED, replaced.token()));
      }
    }
    return insertion(stored, before == null ? null : before.token(), replaced, notice.source())
        .commit()
        .map(token -> new Recorded(NoticeResult.STORED, token));
  }

  private static void requireSameCustomer(PaymentToken replaced, CustomerId customerId) {
    if (!replaced.customerId().equals(customerId)) {
      throw new ApiException(
          DUPLICATE_REQUEST, "The replaced token is another customer's", "token.replaces");
    }
  }

  private Transaction<PaymentToken> insertion(
      PaymentToken stored,
      @Nullable PaymentToken before,
      @Nullable StoredToken replaced,
      String source) {
    Transaction<PaymentToken> transaction = table.repeatable(stored);
    pointers(stored, before).forEach(transaction::and);
    if (replaced == null) {
      transaction
          .and(table.put(PaymentTokenItem.of(stored), Condition.absent(), Refusal.race()))
          .and(liveCustomer(stored));
    } else {
      tokens
          .succession(replaced, null, stored, Optional.of(liveCustomer(stored)))
          .forEach(transaction::and);
    }
    PaymentToken holder = replaced != null ? replaced.token() : before != null ? before : stored;
    Optional.ofNullable(stored.providerTokenId(source))
        .map(id -> providerPointer(source, id, stored, holder))
        .ifPresent(transaction::and);
    count(stored, replaced).ifPresent(transaction::and);
    if (before != null) {
      // The provider would end the new token, which it knows by the same reference.
      deregistrations.<PaymentToken>answer(before, source).ifPresent(transaction::and);
    }
    return transaction;
  }

  private List<Write<PaymentToken>> pointers(PaymentToken token, @Nullable PaymentToken before) {
    return List.of(
        table.put(
            TokenPointerItem.of(referenceKey(token), token),
            before == null ? Condition.absent() : TokenPointerItem.leadsTo(before),
            Refusal.race()),
        table.put(TokenPointerItem.ofId(token), Condition.absent(), Refusal.race()));
  }

  private Write<PaymentToken> liveCustomer(PaymentToken token) {
    return table.check(
        CustomerItem.key(token.merchantId(), token.customerId()),
        Condition.present()
            .and(Condition.unequal(CustomerItem.STATUS, CustomerStatus.DELETED.name())),
        TokenReportRepository::notLive);
  }

  private Optional<Write<PaymentToken>> count(PaymentToken stored, @Nullable StoredToken replaced) {
    if (!isCounted(stored)) {
      return Optional.empty();
    }
    // A token that it replaces ends with it, so there is none more.
    boolean more = replaced == null || replaced.token().asOf(stored.createdAt()).status().isFinal();
    return Optional.of(more ? limit.count(stored) : limit.countAgain(stored));
  }

  /**
   * @param before the token that the id may lead to already
   */
  private Write<PaymentToken> providerPointer(
      String source, String providerTokenId, PaymentToken token, PaymentToken before) {
    Map<String, AttributeValue> key =
        TokenPointerItem.key(token.merchantId(), source, providerTokenId);
    return table.put(
        TokenPointerItem.of(key, token),
        Condition.absent().or(TokenPointerItem.leadsTo(before)),
        held -> {
          if (held.isEmpty()) {
            return Optional.empty();
          }
          throw new ApiException(
              DUPLICATE_REQUEST, "The id is another token's", "token.provider_token_id");
        });
  }

  private static Optional<PaymentToken> notLive(Map<String, AttributeValue> customer) {
    throw customer.isEmpty()
        ? new ApiException(CUSTOMER_NOT_FOUND, "Customer not found", "token.customer_id")
        : deleted();
  }
}
