package org.clientele.store.dynamodb;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.clientele.error.ApiException;

/**
 * Calls to the store that do not wait for one another. Their threads end with them, so that none is
 * frozen with the process between two requests.
 */
public final class ParallelCalls {

  /** Of so many, each has about the time to itself that one alone takes. */
  static final int AT_ONCE = 8;

  private ParallelCalls() {}

  /**
   * Returns what calls give, in the order of what they are made for; they begin in that order too.
   * The first failure ends them all.
   *
   * @param patience for all of them
   * @throws ApiException {@code SERVICE_UNAVAILABLE} if they take longer; and whatever a call
   *     throws
   */
  public static <T, R> List<R> map(List<T> inputs, Function<T, R> call, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    var made = new AtomicLong();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, ParallelCalls::daemon);
    try {
      List<Future<R>> calls = new ArrayList<>();
      for (T input : inputs) {
        calls.add(threads.submit(() -> counted(call, input, made)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> running : calls) {
        results.add(result(running, end));
      }
      return results;
    } finally {
      threads.shutdownNow();
      StoreCalls.add(made.get());
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "store-call");
    thread.setDaemon(true);
    return thread;
  }

  private static <T, R> R counted(Function<T, R> call, T input, AtomicLong made) {
    long before = StoreCalls.made();
    try {
      return call.apply(input);
    } finally {
      made.addAndGet(StoreCalls.made() - before);
    }
  }

  private static <R> R result(Future<R> running, long end) {
    try {
      return running.get(Math.max(end - System.nanoTime(), 0), NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException | CancellationException e) {
      throw new ApiException(SERVICE_UNAVAILABLE, "The service cannot answer now; try again");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(SERVICE_UNAVAILABLE, "The function is being stopped; try again");
    }
  }
}
