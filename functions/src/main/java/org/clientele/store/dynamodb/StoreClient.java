package org.clientele.store.dynamodb;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/**
 * The one DynamoDB client. No operation of the API makes more than four calls in a row, or it has a
 * patience of its own, so that with these time-outs a slow or absent table is an answer of ours and
 * not a function killed after 10 seconds.
 */
@Singleton
class StoreClient {

  private static final Duration ATTEMPT = Duration.ofSeconds(1);
  private static final Duration CALL = Duration.ofSeconds(2);
  private static final int ATTEMPTS = 3;

  @Produces
  @Singleton
  DynamoDbClient dynamoDb(DynamoDbClientBuilder configured) {
    // The JDK would send a POST again by itself and nobody would know that there were two.
    System.setProperty("sun.net.http.retryPost", "false");
    // Seconds. After the JDK's own five, most calls of a quiet merchant would begin with TLS.
    System.setProperty("http.keepAlive.time.server", "60");
    // The JDK keeps five connections to a host; those of calls made at once are all used again.
    System.setProperty("http.maxConnections", Integer.toString(ParallelCalls.AT_ONCE));
    return configured
        .httpClientBuilder(new StoreConnections.Builder())
        .overrideConfiguration(
            configured.overrideConfiguration().toBuilder()
                .addExecutionInterceptor(new StoreCalls())
                .apiCallAttemptTimeout(ATTEMPT)
                .apiCallTimeout(CALL)
                .retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(ATTEMPTS)
                        .build())
                .build())
        .build();
  }
}
