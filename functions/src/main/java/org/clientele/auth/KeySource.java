package org.clientele.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where the JWK set of the settings comes from: the setting itself, a file or a URL. */
final class KeySource {

  /** For the whole of a fetch: connection, TLS, headers and body. */
  private static final Duration DEADLINE = Duration.ofMillis(1_500);

  private static final int MOST_BYTES = 150_000;
  private static final int BUFFER_BYTES = 8_192;
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String setting;
  private final @Nullable URI url;

  /**
   * @throws IllegalArgumentException if the setting is an {@code http} URL of another machine: who
   *     is on the way there could answer with keys of their own
   */
  KeySource(String setting) {
    this.setting = setting.strip();
    this.url = this.setting.matches("(?i)https?:.*") ? URI.create(this.setting) : null;
    if (url != null
        && url.getScheme().equalsIgnoreCase("http")
        && !LOOPBACK.contains(String.valueOf(url.getHost()))) {
      throw new IllegalArgumentException("clientele.access-token.keys must be an https URL");
    }
  }

  /** Whether it is a URL, where other keys may stand later. */
  boolean isFetched() {
    return url != null;
  }

  /** Returns what stands there now. */
  String read() throws IOException {
    if (url != null) {
      return fetch(url);
    }
    return setting.startsWith("{") ? setting : Files.readString(Path.of(setting));
  }

  /**
   * The JDK's own time-outs are for each read, so that a source which sends a byte now and then
   * would hold its caller; therefore a thread waits for the source, and the caller for the thread.
   */
  private static String fetch(URI url) throws IOException {
    var connection = (HttpURLConnection) url.toURL().openConnection();
    long end = System.nanoTime() + DEADLINE.toNanos();
    var body = new FutureTask<>(() -> body(connection, end));
    start(body);
    try {
      return body.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the verification keys cannot be fetched", e);
    } catch (TimeoutException e) {
      // Ends a wait for headers. In a thread too: it would wait for a read of the body to end.
      start(connection::disconnect);
      throw new IOException("the source of the verification keys is too slow", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the function is being stopped", e);
    }
  }

  private static void start(Runnable work) {
    var thread = new Thread(work, "verification-keys");
    thread.setDaemon(true);
    thread.start();
  }

  private static String body(HttpURLConnection connection, long end) throws IOException {
    connection.setConnectTimeout((int) DEADLINE.toMillis());
    connection.setReadTimeout((int) DEADLINE.toMillis());
    // A redirect could lead away from https, or to a place that the settings do not name.
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.connect();
    try {
      requireTimeLeft(end);
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("status " + connection.getResponseCode());
      }
      return read(connection.getInputStream(), end);
    } finally {
      connection.disconnect();
    }
  }

  private static String read(InputStream body, long end) throws IOException {
    var text = new ByteArrayOutputStream();
    var buffer = new byte[BUFFER_BYTES];
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      requireTimeLeft(end);
      text.write(buffer, 0, read);
      if (text.size() > MOST_BYTES) {
        throw new IOException("more than " + MOST_BYTES + " bytes");
      }
    }
    return text.toString(UTF_8);
  }

  private static void requireTimeLeft(long end) throws IOException {
    if (System.nanoTime() - end > 0) {
      throw new IOException("the deadline is over");
    }
  }
}
