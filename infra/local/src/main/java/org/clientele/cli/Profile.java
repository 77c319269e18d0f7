package org.clientele.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a command speaks to, and as whom. Prints as {@code ***}.
 *
 * @param url of the API, without a slash at its end
 * @param clientSecret absent where an access token was given instead
 * @param accessToken the one that was given, or the last that was issued
 * @param expiresAt seconds since 1970 by this machine's clock; 0 for a token that was given
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonIgnoreProperties(ignoreUnknown = true)
record Profile(
    @JsonProperty("url") String url,
    @JsonProperty("client_id") @Nullable String clientId,
    @JsonProperty("client_secret") @Nullable String clientSecret,
    @JsonProperty("access_token") @Nullable String accessToken,
    @JsonProperty("expires_at") long expiresAt) {

  static final String LOCAL = "http://localhost:8080";

  /** A token is not used any more in its last minute. */
  private static final long MARGIN_SECONDS = 60;

  /**
   * Returns a URL as it is kept.
   *
   * @throws CommandFailure if it is none, or would carry secrets over a network in clear
   */
  static String checked(String url) {
    try {
      var parsed = new URI(url.strip().replaceFirst("/+$", ""));
      boolean plain = "http".equals(parsed.getScheme());
      if (parsed.getHost() == null
          || !List.of("http", "https").contains(parsed.getScheme())
          || parsed.getRawQuery() != null
          || parsed.getRawFragment() != null
          || parsed.getRawUserInfo() != null) {
        throw invalidUrl();
      }
      if (plain && !isThisMachine(parsed.getHost())) {
        throw CommandFailure.usage(
            "the URL must begin with https, which http does only for this machine");
      }
      return parsed.toString();
    } catch (URISyntaxException e) {
      throw invalidUrl();
    }
  }

  private static CommandFailure invalidUrl() {
    return CommandFailure.usage("the URL must be one such as https://api.example.com or " + LOCAL);
  }

  private static boolean isThisMachine(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    try {
      // Only an address is looked at: a name's could be another one the next time.
      return host.matches("[0-9.]+|\\[.*]") && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  Profile withAccessToken(@Nullable String token, Instant expiry) {
    return new Profile(url, clientId, clientSecret, token, expiry.getEpochSecond());
  }

  /** Whether it has a token that is good, as far as can be log here. */
  boolean hasAccessToken(Instant now) {
    return accessToken != null
        && (clientSecret == null || now.getEpochSecond() < expiresAt - MARGIN_SECONDS);
  }

  @Override
  public String toString() {
    return "***";
  }
}
