package org.clientele.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * DynamoDB Local in this process, on a free port that only this machine can reach. All regions and
 * credentials share its tables; an access key id must consist of letters and digits.
 *
 * <p>An item whose time to live has passed is gone ten seconds later, by this machine's clock,
 * unless it passed more than five years ago; the real DynamoDB takes days.
 */
public final class EmbeddedDynamoDb implements AutoCloseable {

  private static final String LOCAL = "com.amazonaws.services.dynamodbv2.local.server.";
  private static final String JETTY = "org.eclipse.jetty.server.";

  private final Object requestHandler;
  private final Object server;
  private final URI endpoint;

  /**
   * Puts together what DynamoDB Local's command line would, because that listens on all interfaces,
   * takes no port 0, prints a banner, and sends telemetry unless told not to. By reflection,
   * because its classes are in a class loader of their own.
   */
  private EmbeddedDynamoDb(@Nullable Path folder) {
    Thread thread = Thread.currentThread();
    ClassLoader contextClassLoader = thread.getContextClassLoader();
    thread.setContextClassLoader(DynamoDbLocal.classLoader());
    try {
      // One database whatever the region and credentials, and no delays; the port is not used.
      requestHandler =
          type(LOCAL + "LocalDynamoDBRequestHandler")
              .getConstructor(int.class, boolean.class, String.class, boolean.class, boolean.class)
              .newInstance(
                  0, folder == null, folder == null ? null : folder.toString(), true, false);
      Object serverHandler =
          type(LOCAL + "LocalDynamoDBServerHandler")
              .getConstructor(type(LOCAL + "DynamoDBRequestHandler"), String.class)
              .newInstance(requestHandler, null);
      server =
          type(JETTY + "Server")
              .getConstructor(InetSocketAddress.class)
              .newInstance(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      type(JETTY + "Server")
          .getMethod("setHandler", type(JETTY + "Handler"))
          .invoke(server, serverHandler);
      call(server, "start");
      endpoint = (URI) call(server, "getURI");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DynamoDB Local does not start", e);
    } finally {
      thread.setContextClassLoader(contextClassLoader);
    }
  }

  /** Starts an empty one, whose data end with it. */
  public static EmbeddedDynamoDb inMemory() {
    return new EmbeddedDynamoDb(null);
  }

  /**
   * Starts one that keeps its data in {@code folder}, which is made if it does not exist and which
   * no other may be using.
   */
  public static EmbeddedDynamoDb inFolder(Path folder) {
    try {
      return new EmbeddedDynamoDb(Files.createDirectories(folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** Returns a new client of a DynamoDB on this machine; closing it is up to the caller. */
  public static DynamoDbClient client(URI endpoint) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.AP_SOUTH_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** Returns a new client of the streams of a DynamoDB on this machine, for its caller to close. */
  static DynamoDbStreamsClient streams(URI endpoint) {
    return DynamoDbStreamsClient.builder()
        .endpointOverride(endpoint)
        .region(Region.AP_SOUTH_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** Stops it and frees its folder. */
  @Override
  public void close() {
    try {
      call(server, "stop");
      // Its own way of closing leaves a thread asleep for hours, which keeps the process alive.
      Field databases = requestHandler.getClass().getDeclaredField("dbRequestHandlers");
      databases.setAccessible(true);
      for (Object database : ((Map<?, ?>) databases.get(requestHandler)).values()) {
        call(database, "shutdownNow");
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("DynamoDB Local does not stop", e);
    }
  }

  private static Class<?> type(String name) throws ClassNotFoundException {
    return DynamoDbLocal.classLoader().loadClass(name);
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
