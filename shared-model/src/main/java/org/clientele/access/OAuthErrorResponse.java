package org.clientele.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * The refusal of an access token that was asked for by a form, as clients of OAuth 2 read it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749, 5.2</a>
 */
public record OAuthErrorResponse(
    @JsonProperty("error") Code error, @JsonProperty("error_description") String description) {

  /** Those of RFC 6749 that this service has a use for. */
  public enum Code {
    @JsonProperty("invalid_request")
    INVALID_REQUEST(400),
    /** Also where no credentials came at all. */
    @JsonProperty("invalid_client")
    INVALID_CLIENT(401),
    @JsonProperty("unsupported_grant_type")
    UNSUPPORTED_GRANT_TYPE(400),
    @JsonProperty("invalid_scope")
    INVALID_SCOPE(400);

    private final int httpStatus;

    Code(int httpStatus) {
      this.httpStatus = httpStatus;
    }

    public int httpStatus() {
      return httpStatus;
    }
  }

  /** Returns how OAuth 2 tells of a failure; empty where it has no word for it. */
  public static Optional<OAuthErrorResponse> from(ApiException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case USER_AUTHENTICATION_FAILED ->
          Optional.of(new OAuthErrorResponse(Code.INVALID_CLIENT, message));
      case INVALID_REQUEST, CARD_DATA_NOT_ALLOWED ->
          Optional.of(new OAuthErrorResponse(ofField(e.reason(), message), message));
      default -> Optional.empty();
    };
  }

  private static Code ofField(@Nullable String field, String message) {
    boolean isMissing = message.endsWith(IssueTokenRequest.REQUIRED);
    boolean isOther = message.contains(" must be ");
    return switch (String.valueOf(field)) {
      case "client_id", "client_secret" -> isMissing ? Code.INVALID_CLIENT : Code.INVALID_REQUEST;
      case "grant_type" -> isOther ? Code.UNSUPPORTED_GRANT_TYPE : Code.INVALID_REQUEST;
      case "scope" -> isOther ? Code.INVALID_SCOPE : Code.INVALID_REQUEST;
      default -> Code.INVALID_REQUEST;
    };
  }
}
