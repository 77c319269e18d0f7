package org.clientele.store.dynamodb;

import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Watches what goes to the store and what comes back. */
public final class StoreCalls implements ExecutionInterceptor {

  private static final ThreadLocal<AtomicLong> MADE = ThreadLocal.withInitial(AtomicLong::new);

  /**
   * Returns how many calls have ever been made by this thread, or for it by others, each attempt
   * counted.
   */
  public static long made() {
    return MADE.get().get();
  }

  /** Counts calls that another thread has made for this one. */
  static void add(long calls) {
    MADE.get().addAndGet(calls);
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes unused) {
    MADE.get().incrementAndGet();
  }

  /**
   * Has a call made again that is answered with success and nothing else, which the SDK would take
   * for an item that is not there or a write that is done. DynamoDB says <code>{}</code> at least.
   */
  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes unused) {
    SdkHttpResponse response = context.httpResponse();
    if (response.isSuccessful()
        && response.firstMatchingHeader("Content-Length").filter("0"::equals).isPresent()) {
      throw RetryableException.create("an answer without a body");
    }
  }
}
