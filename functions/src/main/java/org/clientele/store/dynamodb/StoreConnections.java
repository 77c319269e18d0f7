package org.clientele.store.dynamodb;

import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The JDK's connections to the store. A time-out closes one while it is still being used, and then
 * the JDK may fail with a {@link NullPointerException}; that is an outage like any other broken
 * connection and no defect of ours.
 *
 * <p>They send a request at once and not as a stream: before it streams over a connection that was
 * used before, the JDK waits a millisecond for the other side to have closed it. One that is closed
 * meanwhile costs an attempt instead, and no second one: what is sent again waits, because all that
 * are kept may have been closed together.
 */
final class StoreConnections implements SdkHttpClient {

  /** Makes them as the SDK wants them. */
  static final class Builder implements SdkHttpClient.Builder<Builder> {

    @Override
    public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
      return new StoreConnections(UrlConnectionHttpClient.builder().buildWithDefaults(defaults));
    }
  }

  private static final String FIRST_ATTEMPT = "attempt=1;";

  private final SdkHttpClient connections;

  private StoreConnections(SdkHttpClient connections) {
    this.connections = connections;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    ExecutableHttpRequest prepared =
        connections.prepareRequest(isSentAgain(request) ? request : withoutLength(request));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        try {
          return prepared.call();
        } catch (RuntimeException e) {
          throw new IOException("the connection broke", e);
        }
      }

      @Override
      public void abort() {
        prepared.abort();
      }
    };
  }

  private static boolean isSentAgain(HttpExecuteRequest request) {
    return request
        .httpRequest()
        .firstMatchingHeader("amz-sdk-request")
        .filter(attempt -> !attempt.startsWith(FIRST_ATTEMPT))
        .isPresent();
  }

  /** The SDK's client streams what it is told the length of; else the JDK finds and sends it. */
  private static HttpExecuteRequest withoutLength(HttpExecuteRequest request) {
    return HttpExecuteRequest.builder()
        .request(request.httpRequest().toBuilder().removeHeader("Content-Length").build())
        .contentStreamProvider(request.contentStreamProvider().orElse(null))
        .metricCollector(request.metricCollector().orElse(null))
        .build();
  }

  @Override
  public String clientName() {
    return connections.clientName();
  }

  @Override
  public void close() {
    connections.close();
  }
}
