package org.clientele.store;

import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Watches what goes to the store and what comes back. */
public final class StoreCalls implements ExecutionInterceptor {

  private static final ThreadLocal<AtomicLong> MADE = ThreadLocal.withInitial(AtomicLong::new);

  /** Returns how many calls this thread has ever made, each attempt counted. */
  public static long made() {
    return MADE.get().get();
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes unused) {
    MADE.get().incrementAndGet();
  }

  /**
   * Refuses a success that DynamoDB has not signed with its checksum: an empty answer from
   * something in between would read as an item that does not exist, or as a write that was made.
   */
  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes unused) {
    if (context.httpResponse().isSuccessful()
        && context.httpResponse().firstMatchingHeader("x-amz-crc32").isEmpty()) {
      throw SdkClientException.create("an answer without checksum is not the store's");
    }
  }
}
