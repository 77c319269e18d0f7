package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/auth/v1/token}, JSON or a form; prints as {@code ***}.
 *
 * @param scope the scopes that the access token is to have, separated by spaces; absent or blank
 *     for all that the client has
 */
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
        String grantType,
    @JsonProperty("scope") @Nullable String scope) {

  static final String REQUIRED = "is required";

  /**
   * Returns the scopes of the access token for a client that has these.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it asks for one that the client does not have
   */
  public Set<Scope> grantedOf(Set<Scope> ofClient) {
    Set<Scope> wanted = requestedScopes();
    if (!ofClient.containsAll(wanted)) {
      throw ApiException.invalid(
          "scope", "must be among the scopes of this client: " + Scope.format(ofClient));
    }
    return wanted.isEmpty() ? ofClient : wanted;
  }

  /**
   * Returns the scopes that it asks for; none if it does not say.
   *
   * @throws ApiException {@code INVALID_REQUEST} if there is no such scope
   */
  public Set<Scope> requestedScopes() {
    return scope == null || scope.isBlank() ? Set.of() : Scope.parseKnown("scope", scope);
  }

  @Override
  public String toString() {
    return "***";
  }
}
