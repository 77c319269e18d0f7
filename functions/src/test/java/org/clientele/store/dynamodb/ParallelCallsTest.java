package org.clientele.store.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.clientele.error.ApiException;
import org.junit.jupiter.api.Test;

class ParallelCallsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Those that are made at once wait for one another. */
  @Test
  void callsAreMadeAtOnceAndGiveTheirResultsInOrder() {
    var all = new CyclicBarrier(ParallelCalls.AT_ONCE);
    List<Integer> inputs = IntStream.range(0, 3 * ParallelCalls.AT_ONCE).boxed().toList();

    List<Integer> results = ParallelCalls.map(inputs, input -> met(all, -input), PATIENCE);

    assertThat(results).isEqualTo(inputs.stream().map(input -> -input).toList());
  }

  private static int met(CyclicBarrier others, int result) {
    try {
      others.await();
      return result;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void callsCountAsThoseOfWhoWantsThem() {
    long before = StoreCalls.made();

    ParallelCalls.map(
        List.of(1, 2, 3),
        calls -> {
          StoreCalls.add(calls);
          return calls;
        },
        PATIENCE);

    assertThat(StoreCalls.made() - before).isEqualTo(6);
  }

  @Test
  void failureEndsThoseThatHaveNotBegun() {
    Set<Integer> begun = ConcurrentHashMap.newKeySet();
    var never = new CountDownLatch(1);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                ParallelCalls.map(
                    IntStream.range(0, 100).boxed().toList(),
                    input -> {
                      begun.add(input);
                      if (input == 0) {
                        throw new IllegalArgumentException("first");
                      }
                      return awaited(never);
                    },
                    PATIENCE))
        .withMessage("first");
    assertThat(begun).hasSizeLessThan(100);
  }

  @Test
  void callsThatTakeTooLongAreAnOutage() {
    var never = new CountDownLatch(1);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(
            () -> ParallelCalls.map(List.of(1), input -> awaited(never), Duration.ofMillis(1)))
        .returns(SERVICE_UNAVAILABLE, ApiException::code);
  }

  private static boolean awaited(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
