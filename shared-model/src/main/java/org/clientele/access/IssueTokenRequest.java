package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** Body of {@code POST /api/auth/v1/token}; prints as {@code ***}. */
public record IssueTokenRequest(
    @JsonProperty("client_id")
        @NotNull(message = REQUIRED)
        @Size(min = 1, max = 255, message = "must have 1 to 255 characters")
        String clientId,
    @JsonProperty("client_secret")
        @NotNull(message = REQUIRED)
        @Size(min = 1, max = 255, message = "must have 1 to 255 characters")
        String clientSecret,
    @JsonProperty("grant_type")
        @NotNull(message = REQUIRED)
        @Pattern(regexp = "client_credentials", message = "must be client_credentials")
        String grantType) {

  private static final String REQUIRED = "is required";

  @Override
  public String toString() {
    return "***";
  }
}
