package org.clientele.store;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * The one DynamoDB client. No operation makes more than four calls in a row, so that with these
 * time-outs a slow or absent table is an answer of ours and not a function killed after 10 seconds.
 */
@Singleton
class StoreClient {

  private static final Duration ATTEMPT = Duration.ofSeconds(1);
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;

  /**
   * Has a call made again that is answered with success and nothing else, which the SDK would take
   * for an item that is not there or a write that is done. DynamoDB says <code>{}</code> at least.
   */
  private static final ExecutionInterceptor NOTHING_IS_NO_ANSWER =
      new ExecutionInterceptor() {
        @Override
        public void afterTransmission(
            Context.AfterTransmission context, ExecutionAttributes attributes) {
          SdkHttpResponse response = context.httpResponse();
          if (response.isSuccessful()
              && response.firstMatchingHeader("Content-Length").filter("0"::equals).isPresent()) {
            throw RetryableException.create("an answer without a body");
          }
        }
      };

  @Produces
  @Singleton
  DynamoDbClient dynamoDb(DynamoDbClientBuilder configured) {
    return configured
        .overrideConfiguration(
            configured.overrideConfiguration().toBuilder()
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .addExecutionInterceptor(NOTHING_IS_NO_ANSWER)
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .build())
        .build();
  }
}
