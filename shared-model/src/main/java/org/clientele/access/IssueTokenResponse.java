package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import org.clientele.time.Timestamp;

/**
 * Answer of {@code POST /api/auth/v1/token}; prints as {@code ***}.
 *
 * @param expiresIn seconds from the answer on
 */
public record IssueTokenResponse(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("expires_at") String expiresAt,
    @JsonProperty("expires_in") long expiresIn,
    @JsonProperty("token_type") String tokenType) {

  public static IssueTokenResponse from(String accessToken, Instant now, Duration lifetime) {
    return new IssueTokenResponse(
        accessToken, Timestamp.format(now.plus(lifetime)), lifetime.toSeconds(), "Bearer");
  }

  @Override
  public String toString() {
    return "***";
  }
}
