package org.clientele.hostile;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.testing.DueTokens;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.QueueBatch;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches as queues deliver them: long ones, with bad messages, and of statements that fail. */
class QueueBatchesIT {

  private static final String SWEEP = "sweep-expired-tokens";
  private static final int SHARDS = 64;

  /** The sweep reads a page of 250 at a time, and 25 are swept by one call. */
  private static final int MORE_THAN_A_PAGE = 260;

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final LocalServerProcess SERVER = STORE.startServer();
  private static final MerchantClient OWNER = SERVER.demoMerchant();

  /** Ends the server without regard to its log, where an event that is not from SQS is an error. */
  @AfterAll
  static void stop() throws IOException {
    assertThat(SERVER.end("TERM").exitCode()).isEqualTo(143);
    STORE.close();
  }

  @BeforeEach
  void emptyTheQueue() {
    sweep();
  }

  @AfterEach
  void heal() {
    STORE.heal();
  }

  /** Returns how many messages it took until nothing was left to do. */
  private static int sweep() {
    Answer swept = OWNER.post("/local/sweep", "{}");
    assertThat(swept.status()).as(swept.text()).isEqualTo(200);
    return swept.json().path("messages").asInt();
  }

  /** Returns a use of each function of a queue. */
  static List<Operation> operations() {
    List<Operation> operations =
        OperationCatalogue.ofEachFunction().stream()
            .filter(operation -> Scene.unknown(operation).request().isMessage())
            .filter(operation -> !operation.isOfStream())
            .toList();
    assertThat(operations).hasSizeGreaterThanOrEqualTo(3);
    return operations;
  }

  @ParameterizedTest
  @MethodSource("operations")
  void onlyTheBadMessagesOfABatchComeAgain(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    String good = scene.message();
    List<String> bad = badMessages(good);
    List<String> messages = new ArrayList<>(bad);
    int middle = bad.size() / 2;
    messages.add(middle, good);

    Answer answer = QueueBatch.of(operation.function(), messages).sendBy(OWNER);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(QueueBatch.failures(answer))
        .containsExactlyElementsOf(
            IntStream.range(0, messages.size()).filter(i -> i != middle).boxed().toList());
    operation.requireDone(scene, answer, STORE);
  }

  private static List<String> badMessages(String good) {
    Stream<String> shards =
        Stream.of("-1", "64", "2147483648", "1.5", "\"1\"", "true", "[]", "{}")
            .map(shard -> good.replaceFirst("(?<=\"shard\":)[0-9]+", shard));
    return Stream.concat(
            HostileBodiesIT.bodies(good),
            good.contains("\"shard\"")
                ? shards
                : Stream.of(good.replace("UPI", "CASH").replace("KEY_STATUS", "OTHER")))
        .toList();
  }

  /** Returns events with this message that SQS would not send. */
  private static Stream<String> events(String message) {
    String body = MerchantClient.JSON.getNodeFactory().textNode(message).toString();
    String good = "{\"messageId\":\"message-0\",\"body\":%s}".formatted(body);
    return Stream.of(
        "null",
        "{}",
        "{\"Records\":null}",
        "{\"Records\":[%s,null]}".formatted(good),
        "{\"Records\":[%s,{\"body\":%s}]}".formatted(good, body),
        "{\"Records\":[%s,{\"messageId\":\"\",\"body\":%s}]}".formatted(good, body),
        "{\"Records\":[%s,{\"messageId\":null,\"body\":%s}]}".formatted(good, body));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void eventThatIsNotFromSqsFailsBeforeAnyMessageIsHandled(Operation operation) {
    Scene scene = Scene.of(operation, OWNER, STORE);
    List<Map<String, ?>> before = List.copyOf(STORE.itemsOf(scene.customerId()));

    events(scene.message())
        .forEach(
            event -> {
              Request request = QueueBatch.event(operation.function(), event);

              assertThat(request.sendBy(OWNER).status()).as(event).isEqualTo(502);
            });

    assertThat(STORE.itemsOf(scene.customerId())).isEqualTo(before);
  }

  @Test
  void tickAsksForEveryShardOnce() {
    Operation tick = OperationCatalogue.named("sweep-expired-tokens: tick");
    Scene scene = Scene.of(tick, OWNER, STORE);

    tick.requireExpected(scene.request().sendBy(OWNER));

    // A sweep of the local server begins with a tick of its own.
    assertThat(sweep()).isEqualTo(SHARDS + 1 + SHARDS);
  }

  /** Stores due tokens of one shard, and returns the scene whose shard it is. */
  private static Scene dueTokens(int count) {
    Scene scene = Scene.of(OperationCatalogue.ofFunction(SWEEP).get(0), OWNER, STORE);
    DueTokens.putInShardOf(scene, STORE, count);
    return scene;
  }

  private static Map<String, Long> statuses(Scene scene) {
    return STORE.itemsOf(scene.customerId()).stream()
        .filter(item -> Objects.requireNonNull(item.get("sk")).s().startsWith("token#"))
        .collect(groupingBy(item -> Objects.requireNonNull(item.get("status")).s(), counting()));
  }

  @Test
  void shardOfMoreThanAPageIsSweptByOneMessage() {
    Scene scene = dueTokens(MORE_THAN_A_PAGE);

    Answer swept = QueueBatch.of(SWEEP, List.of(scene.message())).sendBy(OWNER);

    assertThat(QueueBatch.failures(swept)).isEmpty();
    assertThat(statuses(scene)).isEqualTo(Map.of("DEACTIVATED", (long) MORE_THAN_A_PAGE));
  }

  @ParameterizedTest
  @EnumSource(names = {"STATEMENTS_THROTTLED", "STATEMENTS_IN_CONFLICT"})
  void statementsThatFailLeaveTheirTokensToTheNextTick(DynamoDbFault fault) {
    Scene scene = dueTokens(7);
    var struck = new AtomicInteger();
    STORE.plan(
        call ->
            fault.mayStrike(call) && struck.getAndIncrement() == 0 ? fault : DynamoDbFault.NONE);

    Answer swept = QueueBatch.of(SWEEP, List.of(scene.message())).sendBy(OWNER);
    Map<String, Long> half = statuses(scene);
    int messages = sweep();

    assertThat(QueueBatch.failures(swept)).isEmpty();
    assertThat(half).isEqualTo(Map.of("ACTIVE", 4L, "DEACTIVATED", 3L));
    assertThat(statuses(scene)).isEqualTo(Map.of("DEACTIVATED", 7L));
    assertThat(messages).isEqualTo(1 + SHARDS);
  }
}
