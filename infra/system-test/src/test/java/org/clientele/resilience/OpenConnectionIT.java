package org.clientele.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.clientele.testing.DynamoDbFault;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.FaultyDynamoDb.Reply;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.RawConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that fails does not cost the caller its connection, on which it comes again. */
class OpenConnectionIT {

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final LocalServerProcess SERVER = STORE.startServer();
  private static final String CREATE = "/api/v1/customer";
  private static final String CUSTOMER = CREATE + "/cust-v1-0811030624-aa-RBDgpR";
  private static final Reply REFUSED =
      new Reply(400, "{\"__type\": \"com.amazon.coral.validate#ValidationException\"}", "");

  private final RawConnection connection = new RawConnection(SERVER.url());

  @AfterAll
  static void stop() throws IOException {
    SERVER.end("TERM"); // What it has logged of the failures is no defect.
    STORE.close();
  }

  @BeforeEach
  void connect() {
    assertThat(send("GET", "").status()).isEqualTo(200);
  }

  @AfterEach
  void disconnect() {
    connection.close();
  }

  @Test
  void conflictLeavesItOpen() {
    STORE.plan(call -> strike(call, DynamoDbFault.CONFLICT, DynamoDbFault.ITEM_IN_TRANSACTION));

    Answer failed = send("PATCH", "{\"last_name\": \"Rao\"}");

    requireOpenAfter(failed, 409);
  }

  private static DynamoDbFault strike(Call call, DynamoDbFault... faults) {
    return Stream.of(faults)
        .filter(fault -> fault.mayStrike(call))
        .findFirst()
        .orElse(DynamoDbFault.NONE);
  }

  @Test
  void throttlingLeavesItOpen() {
    STORE.plan(call -> strike(call, DynamoDbFault.PART_THROTTLED));

    Answer failed = send("POST", CREATE, "{\"mobile_number\": \"987654\"}");

    requireOpenAfter(failed, 429);
  }

  @Test
  void outageLeavesItOpen() {
    STORE.plan(call -> DynamoDbFault.UNAVAILABLE);

    Answer failed = send("GET", "");

    requireOpenAfter(failed, 503);
  }

  @Test
  void defectLeavesItOpen() {
    STORE.can(call -> Optional.of(REFUSED));

    Answer failed = send("GET", "");

    requireOpenAfter(failed, 500);
  }

  private void requireOpenAfter(Answer failed, int status) {
    STORE.heal();
    STORE.can(call -> Optional.empty());

    assertThat(failed.status()).as(failed.text()).isEqualTo(status);
    assertThat(failed.header("connection")).isNotEqualToIgnoringCase("close");
    assertThat(send("GET", "").status()).isEqualTo(200);
    assertThat(connection.opened()).isEqualTo(1);
  }

  private Answer send(String method, String body) {
    return send(method, CUSTOMER, body);
  }

  private Answer send(String method, String target, String body) {
    return connection.send(
        method,
        target,
        List.of("Authorization: Bearer " + SERVER.accessToken(), "Content-Type: application/json"),
        body.getBytes(UTF_8));
  }
}
