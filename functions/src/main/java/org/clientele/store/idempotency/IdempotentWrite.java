package org.clientele.store.idempotency;

import java.util.function.Function;
import org.clientele.error.ApiException;
import org.clientele.store.dynamodb.Write;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request, stored in one transaction with what the request does: whoever repeats
 * the request gets that answer, and nothing is done twice. For a request without an idempotency key
 * nothing is stored.
 *
 * @param <T> what the request stores or finds
 */
public final class IdempotentWrite<T> {

  private record Keyed<T>(
      IdempotencyRepository requests,
      IdempotentRequest request,
      Function<T, StoredResponse> answer) {}

  private final @Nullable Keyed<T> keyed;

  private IdempotentWrite(@Nullable Keyed<T> keyed) {
    this.keyed = keyed;
  }

  /** Returns what is stored for a request without an idempotency key. */
  public static <T> IdempotentWrite<T> none() {
    return new IdempotentWrite<>(null);
  }

  static <T> IdempotentWrite<T> of(
      IdempotencyRepository requests,
      IdempotentRequest request,
      Function<T, StoredResponse> answer) {
    return new IdempotentWrite<>(new Keyed<>(requests, request, answer));
  }

  /** Returns the write of the answer that tells what is stored; null if there is none. */
  public @Nullable Write<T> of(T stored) {
    return keyed == null ? null : keyed.requests.write(keyed.request, keyed.answer.apply(stored));
  }

  /**
   * Stores the answer for what is there already, because the request had nothing to store.
   *
   * @return what was found
   * @throws AlreadyAnsweredException if the idempotency key was used before
   * @throws ApiException {@code IDEMPOTENCY_IN_PROGRESS} if it is being used
   */
  public T alone(T found) {
    if (keyed != null) {
      keyed.requests.insert(keyed.request, keyed.answer.apply(found));
    }
    return found;
  }
}
