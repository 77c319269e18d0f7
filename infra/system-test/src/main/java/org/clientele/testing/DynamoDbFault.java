package org.clientele.testing;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.IntStream;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.FaultyDynamoDb.Reply;

/**
 * What a store may do to a call: lose the connection before or after the call is done, say nothing,
 * throttle, cancel a transaction, fail, answer with something else than an answer, or fail some of
 * the statements of a batch.
 */
public enum DynamoDbFault {
  NONE(true, End.REPLY),

  RESET(false, End.RESET),
  CLOSED(false, End.CLOSE),

  SILENT(false, End.SILENCE),

  SILENT_AFTER_COMMIT(true, End.SILENCE),
  RESET_AFTER_COMMIT(true, End.RESET),
  CLOSED_AFTER_COMMIT(true, End.CLOSE),

  THROUGHPUT_EXCEEDED("ProvisionedThroughputExceededException"),
  THROTTLED("ThrottlingException"),
  REQUEST_LIMIT_EXCEEDED("RequestLimitExceeded"),

  CONFLICT("TransactionConflict", "None"),
  CONFLICT_LATER("None", "TransactionConflict"),
  CONFLICT_AND_THROTTLED("TransactionConflict", "ThrottlingError"),
  CONDITION_AND_CONFLICT("ConditionalCheckFailed", "TransactionConflict"),
  PART_THROTTLED("ThrottlingError", "None"),
  PART_OVER_THROUGHPUT("None", "ProvisionedThroughputExceeded"),

  TRANSACTION_IN_PROGRESS("TransactionInProgressException"),
  ITEM_IN_TRANSACTION("TransactionConflictException"),

  FAILED(500, "{\"__type\": \"com.amazonaws.dynamodb.v20120810#InternalServerError\"}"),
  UNAVAILABLE(503, "{\"__type\": \"com.amazon.coral.availability#ServiceUnavailableException\"}"),
  UNAVAILABLE_WITHOUT_REASON(503, ""),
  GARBAGE(200, "<html><body>It works!</body></html>"),
  EMPTY(200, ""),
  EMPTY_AFTER_COMMIT(true, End.EMPTY),
  TRUNCATED(true, End.TRUNCATED_REPLY),

  STATEMENTS_THROTTLED(End.PARTLY, "ThrottlingError"),
  STATEMENTS_IN_CONFLICT(End.PARTLY, "TransactionConflict");

  /** How a call ends for who made it. */
  public enum End {
    REPLY,
    RESET,
    CLOSE,
    /** Nothing is said until the caller gives up. */
    SILENCE,
    EMPTY,
    /** Half of what was announced. */
    TRUNCATED_REPLY,
    /** Every other statement of a batch fails, from the first; the rest are executed. */
    PARTLY
  }

  private static final Set<String> SINGLE_WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem");
  private static final String TRANSACTION = "TransactWriteItems";

  private final boolean forwarded;
  private final End end;
  private final int status;
  private final String text;
  private final String others;

  DynamoDbFault(boolean forwarded, End end) {
    this(forwarded, end, 0, "", "");
  }

  DynamoDbFault(int status, String body) {
    this(false, End.REPLY, status, body, "");
  }

  DynamoDbFault(End end, String statementError) {
    this(false, end, 200, statementError, "");
  }

  /** An error of DynamoDB's. */
  DynamoDbFault(String exception) {
    this(400, error(exception, ""));
  }

  /** A transaction cancelled for reasons: that of its first item, and that of all others. */
  DynamoDbFault(String first, String others) {
    this(false, End.REPLY, 400, first, others);
  }

  DynamoDbFault(boolean forwarded, End end, int status, String text, String others) {
    this.forwarded = forwarded;
    this.end = end;
    this.status = status;
    this.text = text;
    this.others = others;
  }

  /** Whether the store does what it was asked to. */
  public boolean isForwarded() {
    return forwarded;
  }

  public End end() {
    return end;
  }

  /**
   * Whether DynamoDB may treat such a call so. What it has committed it does not deny when it is
   * asked again.
   */
  public boolean mayStrike(Call call) {
    return switch (this) {
      case CONFLICT_LATER, PART_OVER_THROUGHPUT ->
          call.operation().equals(TRANSACTION) && !call.repeated() && writes(call) > 1;
      case CONFLICT, CONFLICT_AND_THROTTLED, CONDITION_AND_CONFLICT, PART_THROTTLED ->
          call.operation().equals(TRANSACTION) && !call.repeated();
      case TRANSACTION_IN_PROGRESS -> call.operation().equals(TRANSACTION);
      case ITEM_IN_TRANSACTION -> SINGLE_WRITES.contains(call.operation());
      case STATEMENTS_THROTTLED, STATEMENTS_IN_CONFLICT ->
          call.operation().equals("BatchExecuteStatement");
      default -> true;
    };
  }

  /** Whether it may be so for minutes; a condition that always fails would be a lie. */
  public boolean mayLast() {
    return this != CONDITION_AND_CONFLICT;
  }

  /** Returns what is said of a statement that fails. */
  ObjectNode statementError() {
    ObjectNode failed = MerchantClient.JSON.createObjectNode();
    failed.putObject("Error").put("Code", text).put("Message", "Injected");
    return failed;
  }

  /** Returns what is said instead of what the store would say. */
  public Reply reply(Call call) {
    if (others.isEmpty()) {
      return new Reply(status, text, "");
    }
    String reasons =
        IntStream.range(0, writes(call))
            .mapToObj(i -> "{\"Code\": \"%s\"}".formatted(i == 0 ? text : others))
            .collect(joining(", "));
    return new Reply(
        status,
        error("TransactionCanceledException", ", \"CancellationReasons\": [" + reasons + "]"),
        "");
  }

  private static int writes(Call transaction) {
    return MerchantClient.parse(transaction.body()).path("TransactItems").size();
  }

  private static String error(String exception, String more) {
    return "{\"__type\": \"com.amazonaws.dynamodb.v20120810#%s\", \"message\": \"Injected\"%s}"
        .formatted(exception, more);
  }
}
