package org.clientele.store.token;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.clientele.customer.CustomerStatus;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.check.Check;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.Half.Mend;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.store.repair.check.Reading;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a token is called by leads to it. Tokens count. Of several that are called the same, the one
 * has the name that has not ended and whose customer is not deleted; else the one that came last,
 * because late reports of an earlier one must not make a new token.
 */
public final class TokenPointerCheck implements Check {

  private record Named(PaymentToken token, boolean lives) {

    private static final Comparator<Named> RANK =
        comparing(Named::lives)
            .thenComparing(named -> named.token.createdAt())
            .thenComparing(named -> named.token.id().value());
  }

  @Override
  public boolean concerns(String sortKey) {
    return PaymentTokenItem.isSortKey(sortKey) || TokenPointerItem.isSortKey(sortKey);
  }

  @Override
  public List<Map<String, AttributeValue>> counterparts(Map<String, AttributeValue> item) {
    if (!PaymentTokenItem.isToken(item)) {
      return List.of(TokenPointerItem.tokenKey(item));
    }
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    List<Map<String, AttributeValue>> keys = new ArrayList<>(names(token));
    keys.add(customerKey(token));
    return keys;
  }

  /** Returns the keys of the items that lead to a token, some of which another one may have. */
  private static List<Map<String, AttributeValue>> names(PaymentToken token) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    keys.add(TokenPointerItem.key(token.merchantId(), token.id()));
    keys.add(TokenPointerItem.key(token.merchantId(), token.merchantTokenReference()));
    if (!token.hasEnded()) {
      keys.addAll(providerNames(token));
    }
    return keys;
  }

  private static List<Map<String, AttributeValue>> providerNames(PaymentToken token) {
    return token.sources().states().stream()
        .flatMap(
            source ->
                Optional.ofNullable(source.providerTokenId())
                    .map(id -> TokenPointerItem.key(token.merchantId(), source.name(), id))
                    .stream())
        .toList();
  }

  private static Map<String, AttributeValue> customerKey(PaymentToken token) {
    return CustomerItem.key(token.merchantId(), token.customerId());
  }

  @Override
  public List<Half> halves(Map<String, AttributeValue> item, Reading reading, Instant now) {
    if (!PaymentTokenItem.isToken(item)) {
      return ofPointer(item, reading).stream().toList();
    }
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    return names(token).stream().flatMap(key -> ofName(key, token, reading).stream()).toList();
  }

  private static Optional<Half> ofName(
      Map<String, AttributeValue> key, PaymentToken token, Reading reading) {
    TokenPointerItem.Kinds kinds = TokenPointerItem.kinds(key);
    var pointer = reading.find(key).orElse(null);
    if (pointer == null) {
      return Optional.of(made(kinds.missing(), key, token));
    }
    if (TokenPointerItem.tokenKey(pointer).equals(PaymentTokenItem.key(token))) {
      return Optional.empty();
    }
    Optional<Half> wrong = ofPointer(pointer, reading);
    if (wrong.isPresent()) {
      return Optional.of(made(wrong.get().kind(), key, token));
    }
    Named holder = holder(pointer, reading);
    Named named = named(token, reading);
    if (holder.lives() && named.lives()) {
      return Optional.of(namedTwice(token, holder.token()));
    }
    return Named.RANK.compare(named, holder) < 0
        ? Optional.empty()
        : Optional.of(made(kinds.ofAnother(), key, token));
  }

  private static Half made(HalfKind kind, Map<String, AttributeValue> key, PaymentToken token) {
    return Half.of(kind, PaymentTokenItem.ids(token), Mend.put(TokenPointerItem.of(key, token)));
  }

  private static Half namedTwice(PaymentToken token, PaymentToken holder) {
    return new Half(
        HalfKind.TOKEN_NAMED_TWICE,
        PaymentTokenItem.key(token),
        PaymentTokenItem.ids(token) + " " + PaymentTokenItem.ids(holder),
        List.of());
  }

  private static Named holder(Map<String, AttributeValue> pointer, Reading reading) {
    var item = reading.find(TokenPointerItem.tokenKey(pointer)).orElseThrow();
    return named(PaymentTokenItem.toPaymentToken(item), reading);
  }

  private static Named named(PaymentToken token, Reading reading) {
    boolean live =
        reading
            .find(customerKey(token))
            .map(CustomerItem::toCustomer)
            .filter(customer -> customer.status() != CustomerStatus.DELETED)
            .isPresent();
    return new Named(token, live && !token.hasEnded());
  }

  /** Of what leads nowhere, or to a token that is called otherwise; whose it is says that token. */
  private static Optional<Half> ofPointer(Map<String, AttributeValue> pointer, Reading reading) {
    Map<String, AttributeValue> key = Reading.keyOf(pointer);
    Map<String, AttributeValue> tokenKey = TokenPointerItem.tokenKey(pointer);
    var item = reading.find(tokenKey).orElse(null);
    if (item == null) {
      String ids = PaymentTokenItem.ids(Attributes.of(tokenKey));
      return Optional.of(
          Half.of(TokenPointerItem.kinds(key).withoutToken(), ids, Mend.delete(key)));
    }
    PaymentToken token = PaymentTokenItem.toPaymentToken(item);
    return TokenPointerItem.isNameOf(key, token)
        ? Optional.empty()
        : Optional.of(
            Half.of(
                TokenPointerItem.kinds(key).ofAnother(),
                PaymentTokenItem.ids(token),
                Mend.delete(key)));
  }
}
