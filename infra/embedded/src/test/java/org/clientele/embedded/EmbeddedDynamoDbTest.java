package org.clientele.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

@DisabledIfSystemProperty(named = "clientele.endpoint", matches = ".+")
class EmbeddedDynamoDbTest {

  private static final SamTemplate TEMPLATE = SamTemplate.read();

  @Test
  void dataInAFolderSurviveARestart(@TempDir Path parent) {
    Path folder = parent.resolve("not/there/yet");

    try (var first = EmbeddedDynamoDb.inFolder(folder)) {
      put(first, "kept");
    }

    try (var second = EmbeddedDynamoDb.inFolder(folder)) {
      assertThat(holds(second, "kept")).isTrue();
    }
  }

  @Test
  void twoSideBySideDoNotSeeEachOthersData() {
    try (var one = EmbeddedDynamoDb.inMemory();
        var other = EmbeddedDynamoDb.inMemory()) {
      put(one, "of one");
      put(other, "of the other");

      assertThat(holds(one, "of one")).isTrue();
      assertThat(holds(one, "of the other")).isFalse();
      assertThat(holds(other, "of the other")).isTrue();
      assertThat(holds(other, "of one")).isFalse();
    }
  }

  /** Who listens on all addresses is also met at 127.0.0.2. */
  @Test
  void listensOnTheLoopbackAddressOnly() throws IOException {
    InetAddress another = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});

    try (var dynamoDb = EmbeddedDynamoDb.inMemory()) {
      int port = dynamoDb.endpoint().getPort();

      assertThatCode(() -> connect(InetAddress.getLoopbackAddress(), port))
          .doesNotThrowAnyException();
      assertThatIOException().isThrownBy(() -> connect(another, port));
    }
  }

  @Test
  void closingLeavesNoThreadThatKeepsTheProcessAlive() throws InterruptedException {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> own;

    try (var dynamoDb = EmbeddedDynamoDb.inMemory()) {
      put(dynamoDb, "any");
      own =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !thread.isDaemon() && !before.contains(thread))
              .toList();
    }
    for (Thread thread : own) {
      thread.join(10_000);
    }

    assertThat(own).isNotEmpty().noneMatch(Thread::isAlive);
  }

  @Test
  void closingAgainChangesNothing() {
    var dynamoDb = EmbeddedDynamoDb.inMemory();
    put(dynamoDb, "any");
    dynamoDb.close();

    assertThatCode(dynamoDb::close).doesNotThrowAnyException();
  }

  private static void connect(InetAddress address, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
    }
  }

  private static void put(EmbeddedDynamoDb dynamoDb, String key) {
    try (DynamoDbClient client = EmbeddedDynamoDb.client(dynamoDb.endpoint())) {
      TEMPLATE.createTables(client);
      client.putItem(request -> request.tableName("ClientsTable").item(item(key)));
    }
  }

  private static boolean holds(EmbeddedDynamoDb dynamoDb, String key) {
    try (DynamoDbClient client = EmbeddedDynamoDb.client(dynamoDb.endpoint())) {
      return client.getItem(request -> request.tableName("ClientsTable").key(item(key))).hasItem();
    }
  }

  private static Map<String, AttributeValue> item(String key) {
    return Map.of("pk", AttributeValue.fromS(key));
  }
}
