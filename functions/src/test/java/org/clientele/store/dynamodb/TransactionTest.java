package org.clientele.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.clientele.TestingSettings;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.store.TestingDynamoDb;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

class TransactionTest {

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Table table = new Table(dynamoDb, TestingSettings.of().requestsTable());
  private final String unique = UUID.randomUUID().toString();

  @Test
  void writesAreMadeTogether() {
    Optional<String> stored = table.repeatable("stored").and(put("a")).and(put("b")).commit();

    assertThat(stored).contains("stored");
    assertThat(dynamoDb.requests()).hasOnlyElementsOfType(TransactWriteItemsRequest.class);
    assertThat(table.find(key("a"))).isPresent();
    assertThat(table.find(key("b"))).isPresent();
  }

  @Test
  void singlePutOrUpdateIsMadeWithoutATransaction() {
    table.repeatable("stored").and(put("a")).commit();
    table
        .once("stored")
        .and(table.update(key("a"), Change.add("count", 2), Condition.present(), Refusal.race()))
        .commit();

    assertThat(dynamoDb.requests())
        .hasExactlyElementsOfTypes(PutItemRequest.class, UpdateItemRequest.class);
    assertThat(table.find(key("a")).map(item -> item.get("count")))
        .contains(AttributeValue.fromN("2"));
  }

  @Test
  void transactionWithoutWritesHasNothingToDo() {
    assertThat(table.once("stored").commit()).contains("stored");
    assertThat(dynamoDb.requests()).isEmpty();
  }

  @Test
  void refusalMeansWhatItsWriteSaysAndNothingIsStored() {
    table.repeatable("first").and(put("a")).commit();

    Optional<String> second =
        table
            .repeatable("second")
            .and(put("b"))
            .and(table.put(item("a"), Condition.absent(), held -> Optional.of(text(held))))
            .commit();

    assertThat(second).contains(unique + "a");
    assertThat(table.find(key("b"))).isEmpty();
  }

  @Test
  void ofSeveralRefusalsTheFirstCountsAndBeforeAllTheLastWrite() {
    table.repeatable("first").and(put("a")).and(put("b")).and(put("c")).commit();

    assertThat(table.once("x").and(taken("a", "A")).and(taken("b", "B")).commit()).contains("A");
    assertThat(
            table
                .once("x")
                .and(taken("a", "A"))
                .and(taken("b", "B"))
                .with(taken("c", "C"))
                .commit())
        .contains("C");
    assertThat(table.once("x").and(taken("a", "A")).with(put("d")).commit()).contains("A");
  }

  @Test
  void conflictIsTriedAgainUnlessItsWriteSaysWhyNot() {
    var busy = new ApiException(ErrorCode.IDEMPOTENCY_IN_PROGRESS, "busy");

    dynamoDb.failNext(cancelled("TransactionConflict", "None"));
    assertThat(table.once("x").and(put("a")).and(put("b")).commit()).isEmpty();

    dynamoDb.failNext(cancelled("None", "TransactionConflict"));
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () -> table.once("x").and(put("a")).with(put("b").withConflict(() -> busy)).commit())
        .isSameAs(busy);

    dynamoDb.failNext(TransactionConflictException.builder().build());
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> table.once("x").with(put("b").withConflict(() -> busy)).commit())
        .isSameAs(busy);
  }

  @Test
  void throttledTransactionIsToldAsThat() {
    dynamoDb.failNext(cancelled("ThrottlingError", "None"));

    assertRefused(ErrorCode.RATE_LIMITED, table.once("x").and(put("a")).and(put("b")));
  }

  @Test
  void whatMayHaveBeenMadeIsMadeAgainOnlyIfItIsRecognised() {
    dynamoDb.failNext(TransactionInProgressException.builder().build());
    assertThat(table.repeatable("x").and(put("a")).and(put("b")).commit()).isEmpty();

    dynamoDb.failNext(TransactionInProgressException.builder().build());
    assertRefused(ErrorCode.CUSTOMER_CHANGED, table.once("x").and(put("a")).and(put("b")));

    dynamoDb.failNext(
        ConditionalCheckFailedException.builder().numAttempts(2).item(Map.of()).build());
    assertRefused(ErrorCode.CUSTOMER_CHANGED, table.once("x").and(put("a")));
  }

  @Test
  void ownWriteOfALostAnswerIsRecognised() {
    table.repeatable("x").and(put("a")).commit();

    assertThat(replacement(unique + "a").commit()).contains(unique + "a");
    assertThat(replacement("another").commit()).isEmpty();
  }

  private Transaction<String> replacement(String stored) {
    return table.once(stored).replace(item("a"), Condition.absent(), TransactionTest::text);
  }

  @Test
  void attributeIsComparedWithOneValueAlone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.equal("count", 1).or(Condition.less("count", 0)));
  }

  private static void assertRefused(ErrorCode code, Transaction<String> transaction) {
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(transaction::commit)
        .returns(code, ApiException::code);
  }

  private static TransactionCanceledException cancelled(String... codes) {
    List<CancellationReason> reasons =
        Arrays.stream(codes).map(code -> CancellationReason.builder().code(code).build()).toList();
    return TransactionCanceledException.builder().cancellationReasons(reasons).build();
  }

  private Write<String> put(String name) {
    return table.put(item(name), Condition.absent(), Refusal.race());
  }

  private Write<String> taken(String name, String meaning) {
    return table.put(item(name), Condition.absent(), held -> Optional.of(meaning));
  }

  private Map<String, AttributeValue> item(String name) {
    return Attributes.of(new HashMap<>(key(name))).put("text", unique + name).toMap();
  }

  private Map<String, AttributeValue> key(String name) {
    return Attributes.empty().put(Attributes.PK, unique + "#" + name).toMap();
  }

  private static String text(Map<String, AttributeValue> item) {
    return Attributes.of(item).requiredText("text");
  }
}
