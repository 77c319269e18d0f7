package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What the contract's test vectors say of creates that meet a reference that is taken. */
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class DuplicateVectorsIT {

  private final TemporaryCustomers customers;
  private final TemporaryCustomers ofDemoMerchant;

  DuplicateVectorsIT(LocalServerProcess server) {
    this.customers = new TemporaryCustomers(server.otherMerchant());
    this.ofDemoMerchant = new TemporaryCustomers(server.demoMerchant());
  }

  @AfterEach
  void freeNames() {
    customers.close();
    ofDemoMerchant.close();
  }

  private static JsonNode vector(String id) {
    return ContractVectors.list("/duplicates").stream()
        .filter(entry -> entry.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyVectorButTheOneOfGeneratedTokensHasItsTestHere() {
    assertThat(ContractVectors.list("/duplicates"))
        .extracting(entry -> entry.path("id").asText())
        .containsExactly(
            "same-ref-same-body",
            "same-ref-other-body",
            "same-ref-other-tenant",
            "same-ref-concurrent-50",
            "same-ref-after-delete",
            "same-token-ref");
  }

  @Test
  void sameBodyAgainIsAnsweredWithTheCustomerThatExists() {
    JsonNode vector = vector("same-ref-same-body");
    Answer first = customers.create(vector.path("first").toString());

    Answer second = customers.create(vector.path("second").toString());

    assertThat(second.status()).isEqualTo(vector.at("/expect/status").asInt());
    assertThat(vector.at("/expect/same_customer_id").asBoolean()).isTrue();
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(second.header("etag")).isEqualTo("\"1\"");
  }

  @Test
  void otherBodyIsRefusedNamingTheCustomerThatExists() {
    JsonNode vector = vector("same-ref-other-body");
    Answer first = customers.created(vector.path("first").toString());

    Answer second = customers.create(vector.path("second").toString());

    assertThat(second.status()).isEqualTo(vector.at("/expect/status").asInt());
    assertThat(second.json().path("code")).isEqualTo(vector.at("/expect/code"));
    assertThat(second.reason()).isEqualTo(first.field("customer_id"));
    assertThat(customers.get(first).json()).isEqualTo(first.json());
  }

  @Test
  void referenceOfAnotherMerchantIsFree() {
    JsonNode vector = vector("same-ref-other-tenant");
    Answer first = customers.created(vector.path("first").toString());

    Answer second = ofDemoMerchant.create(vector.path("second").toString());

    assertThat(second.status()).isEqualTo(vector.at("/expect/status").asInt());
    assertThat(vector.at("/expect/same_customer_id").asBoolean()).isFalse();
    assertThat(second.field("customer_id")).isNotEqualTo(first.field("customer_id"));
    assertThat(customers.get(first).json()).isEqualTo(first.json());
    assertThat(ofDemoMerchant.get(second).json()).isEqualTo(second.json());
  }

  @Test
  void manyCreatesAtOnceMakeOneCustomer() throws Exception {
    JsonNode vector = vector("same-ref-concurrent-50");
    int parallel = vector.path("parallel").asInt();
    String body = vector.path("body").toString();
    var together = new CyclicBarrier(parallel);
    Callable<Answer> create =
        () -> {
          together.await(10, TimeUnit.SECONDS);
          return customers.create(body);
        };

    List<Answer> answers;
    ExecutorService threads = Executors.newFixedThreadPool(parallel);
    try {
      List<Future<Answer>> running =
          threads.invokeAll(IntStream.range(0, parallel).mapToObj(i -> create).toList());
      answers = running.stream().map(DuplicateVectorsIT::result).toList();
    } finally {
      threads.shutdown();
    }

    assertThat(parallel).isEqualTo(50);
    assertThat(answers)
        .hasSize(parallel)
        .extracting(Answer::status)
        .containsOnly(vector.at("/expect/statuses_subset_of/0").asInt());
    assertThat(answers.stream().map(answer -> answer.field("customer_id")).distinct())
        .hasSize(vector.at("/expect/customers_created").asInt());
  }

  private static Answer result(Future<Answer> done) {
    try {
      return done.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The vector says 422; the contract has decided otherwise since. */
  @Test
  void referenceOfADeletedCustomerIsFree() {
    String body = "{\"merchant_customer_reference\": \"r3\"}";
    Answer first = customers.created(body);
    Answer deleted = customers.patch(first, TemporaryCustomers.status("DELETED"));

    Answer second = customers.create(body);

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.field("customer_id")).isNotEqualTo(first.field("customer_id"));
    assertThat(second.field("status")).isEqualTo("INACTIVE");
    assertThat(customers.get(second).json()).isEqualTo(second.json());
    assertThat(customers.get(first).json()).isEqualTo(deleted.json());
  }
}
