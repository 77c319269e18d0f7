package org.clientele.store.idempotency;

import static org.clientele.error.ErrorCode.IDEMPOTENCY_IN_PROGRESS;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Table;
import org.clientele.store.dynamodb.Write;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The requests that came with an idempotency key, and what was answered to them. */
@Singleton
public class IdempotencyRepository {

  /** How long a repetition gets the stored answer; the contract's. */
  public static final Duration KEPT = Duration.ofHours(24);

  private final Table table;

  public IdempotencyRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.table = new Table(dynamoDb, settings.requestsTable());
  }

  /**
   * Returns what stores a request's answer together with its effect.
   *
   * @param answer what is answered, from what is stored
   */
  public <T> IdempotentWrite<T> write(
      IdempotentRequest request, Function<T, StoredResponse> answer) {
    return IdempotentWrite.of(this, request, answer);
  }

  /**
   * Stores the answer to a request that had nothing else to store.
   *
   * @throws AlreadyAnsweredException if the key was used before
   * @throws ApiException {@code IDEMPOTENCY_IN_PROGRESS} if it is being used
   */
  public void insert(IdempotentRequest request, StoredResponse answer) {
    table.repeatable(answer).with(write(request, answer)).commit();
  }

  /**
   * Does nothing for a request whose key is free.
   *
   * @throws AlreadyAnsweredException if the key was used before
   */
  public void requireFree(IdempotentRequest request) {
    table
        .find(IdempotencyItem.key(request))
        .filter(item -> !IdempotencyItem.isExpired(item, request))
        .ifPresent(
            item -> {
              throw IdempotencyItem.toAlreadyAnswered(item);
            });
  }

  <T> Write<T> write(IdempotentRequest request, StoredResponse answer) {
    return table
        .<T>put(
            IdempotencyItem.of(request, answer),
            IdempotencyItem.isFree(request),
            item -> {
              throw item.isEmpty() ? inProgress() : IdempotencyItem.toAlreadyAnswered(item);
            })
        .withConflict(IdempotencyRepository::inProgress);
  }

  private static ApiException inProgress() {
    return new ApiException(
        IDEMPOTENCY_IN_PROGRESS, "A request with this idempotency key is running; try again");
  }
}
