package org.clientele.local;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells a request that is not of this machine: one from another address, or of a web page from
 * elsewhere that this machine's browser shows. A page cannot leave out or forge {@code Origin} and
 * {@code Host}; the latter shows a page whose own host name leads to this machine (DNS rebinding).
 */
final class ForeignCaller {

  private static final String LOCAL = "(localhost|127\\.0\\.0\\.1|\\[::1])";
  private static final Pattern LOCAL_HOST = Pattern.compile(LOCAL, Pattern.CASE_INSENSITIVE);
  private static final Pattern LOCAL_ORIGIN = Pattern.compile("http://" + LOCAL + "(:[0-9]+)?");

  private ForeignCaller() {}

  /** Returns what shows that a request is foreign: the peer's address or the name of a header. */
  static Optional<String> sign(HttpServerRequest request) throws UnknownHostException {
    if (!InetAddress.getByName(request.remoteAddress().hostAddress()).isLoopbackAddress()) {
      return Optional.of("peer address");
    }
    // In HTTP/2 the authority stands in no header; of several headers it is the first.
    HostAndPort authority = request.authority();
    if (authority == null
        || !LOCAL_HOST.matcher(authority.host()).matches()
        || request.headers().getAll("Host").size() > 1) {
      return Optional.of("Host");
    }
    List<String> origins = request.headers().getAll("Origin");
    return origins.stream().allMatch(LOCAL_ORIGIN.asMatchPredicate())
        ? Optional.empty()
        : Optional.of("Origin");
  }
}
