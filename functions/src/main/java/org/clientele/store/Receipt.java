package org.clientele.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * The answer to a request, stored in one transaction with what the request does: whoever repeats
 * the request gets that answer, and nothing is done twice. A request without an idempotency key
 * leaves none.
 *
 * @param <T> what the request stores or finds
 */
public final class Receipt<T> {

  private record Keyed<T>(
      RequestRepository requests, KeyedRequest request, Function<T, StoredAnswer> answer) {}

  private final @Nullable Keyed<T> keyed;

  private Receipt(@Nullable Keyed<T> keyed) {
    this.keyed = keyed;
  }

  /** Returns the receipt of a request without an idempotency key. */
  public static <T> Receipt<T> none() {
    return new Receipt<>(null);
  }

  static <T> Receipt<T> of(
      RequestRepository requests, KeyedRequest request, Function<T, StoredAnswer> answer) {
    return new Receipt<>(new Keyed<>(requests, request, answer));
  }

  /** Returns the writes of an effect and then, if there is one, of this receipt. */
  List<TransactWriteItem> with(T stored, List<TransactWriteItem> effect) {
    if (keyed == null) {
      return effect;
    }
    List<TransactWriteItem> all = new ArrayList<>(effect);
    all.add(keyed.requests.write(keyed.request, keyed.answer.apply(stored)));
    return all;
  }

  /**
   * Checks why writes {@link #with} this receipt were not made.
   *
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code IDEMPOTENCY_IN_PROGRESS} if it is being used
   */
  void requireFree(List<CancellationReason> reasons) {
    if (keyed == null) {
      return;
    }
    CancellationReason own = reasons.get(reasons.size() - 1);
    if (Cancellation.isRefused(own)) {
      throw RequestItem.toAlreadyAnswered(own.item());
    }
    if (Cancellation.isConflict(own)) {
      throw RequestRepository.inProgress();
    }
  }

  /**
   * Stores this receipt for what is there already, because the request had nothing to store.
   *
   * @return what was found
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code IDEMPOTENCY_IN_PROGRESS} if it is being used
   */
  T alone(T found) {
    if (keyed != null) {
      keyed.requests.insert(keyed.request, keyed.answer.apply(found));
    }
    return found;
  }
}
