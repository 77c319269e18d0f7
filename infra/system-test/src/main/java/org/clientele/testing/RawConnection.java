package org.clientele.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.clientele.testing.MerchantClient.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that stays open and carries bytes as they are, for requests that no HTTP client
 * would write.
 */
public final class RawConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final URI url;
  private @Nullable Socket socket;
  private int opened;
  private InputStream input = InputStream.nullInputStream();

  public RawConnection(URI url) {
    this.url = url;
  }

  /**
   * Returns the answer to a request with these header lines, a {@code Host} and the length of its
   * body.
   *
   * @param target path and query, each character a byte; so are those of the lines
   */
  public Answer send(String method, String target, List<String> headerLines, byte[] body) {
    var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    if (headerLines.stream().noneMatch(RawConnection::saysHost)) {
      head.append("Host: localhost\r\n");
    }
    headerLines.forEach(line -> head.append(line).append("\r\n"));
    if (headerLines.stream().noneMatch(RawConnection::saysLength)) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    request.writeBytes(body);
    return exchange(request.toByteArray(), method.equals("HEAD"))
        .orElseThrow(() -> new AssertionError("no answer to " + method + " " + target));
  }

  private static boolean saysHost(String line) {
    return line.toLowerCase(Locale.ROOT).startsWith("host:");
  }

  private static boolean saysLength(String line) {
    return line.toLowerCase(Locale.ROOT).matches("(?s)(content-length|transfer-encoding):.*");
  }

  /** Returns the answer to these bytes; none if the server closed the connection without one. */
  public Optional<Answer> exchange(byte[] request, boolean withoutBody) {
    try {
      boolean reused = socket != null;
      Optional<Answer> answer = attempt(request, withoutBody);
      return answer.isEmpty() && reused ? attempt(request, withoutBody) : answer;
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Answer> attempt(byte[] request, boolean withoutBody) throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket("localhost", url.getPort());
      open.setSoTimeout(PATIENCE_MILLIS);
      open.setTcpNoDelay(true);
      socket = open;
      opened++;
      input = new BufferedInputStream(open.getInputStream());
    }
    try {
      open.getOutputStream().write(request);
    } catch (IOException e) {
      // Closed meanwhile, or refused before it was read; there may be an answer.
    }
    String status = line();
    if (status.isEmpty()) {
      close();
      return Optional.empty();
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
    String body = withoutBody ? "" : new String(input.readNBytes(length), UTF_8);
    if (headers.getOrDefault("connection", List.of()).contains("close")) {
      close();
    }
    return Optional.of(
        new Answer(
            Integer.parseInt(status.split(" ", -1)[1]),
            HttpHeaders.of(headers, (name, value) -> true),
            body));
  }

  /** Returns the next line, {@code ""} at the end too. */
  private String line() throws IOException {
    var line = new StringBuilder();
    try {
      for (int c = input.read(); c >= 0 && c != '\n'; c = input.read()) {
        if (c != '\r') {
          line.append((char) c);
        }
      }
    } catch (SocketException e) {
      return "";
    }
    return line.toString();
  }

  /** Returns how often it has been opened, the first time included. */
  public int opened() {
    return opened;
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      socket = null;
    }
  }
}
