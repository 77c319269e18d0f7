package org.clientele.auth;

import static org.clientele.error.ErrorCode.ACCESS_TOKEN_INVALID;

import java.util.Arrays;
import org.clientele.error.ApiException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Why an access token is refused, in the order in which to fix it. Claims are looked at only once
 * the signature holds. What there is to be said of a signature is the rule, never how far it was
 * met.
 *
 * <p>The texts go into a header's quoted string, so they hold neither quotes nor backslashes.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>
 */
enum AccessTokenFault {
  MALFORMED("The access token is malformed: Authorization must be Bearer and one JWT"),
  UNKNOWN_KEY("The access token names a key (kid) that is not known; get a new access token"),
  SIGNATURE(
      "The access token was cut or changed, or is not signed with RS256 by the key that its kid names",
      ErrorCodes.SIGNATURE_INVALID,
      ErrorCodes.SIGNATURE_MISSING),
  ISSUER(
      "The access token is of another issuer (iss)",
      ErrorCodes.ISSUER_INVALID,
      ErrorCodes.ISSUER_MISSING),
  AUDIENCE(
      "The access token is for another audience (aud)",
      ErrorCodes.AUDIENCE_INVALID,
      ErrorCodes.AUDIENCE_MISSING),
  KIND("The token is for another use and no access token", ErrorCodes.TYPE_INVALID),
  TIMES(
      "The access token must have iat and exp, and all times in whole seconds",
      ErrorCodes.MALFORMED_CLAIM,
      ErrorCodes.EXPIRATION_MISSING),
  EXPIRED("The access token has expired; get a new one", ErrorCodes.EXPIRED),
  NOT_YET_VALID(
      "The access token is not valid yet",
      ErrorCodes.NOT_YET_VALID,
      ErrorCodes.ISSUED_AT_INVALID_FUTURE),
  TOO_LONG(
      "The access token may live for 24 hours at most", ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE),
  NO_MERCHANT("The access token names no merchant"),
  REVOKED("The client that the access token was given to has been revoked");

  private static final int NONE = 0;

  private final String description;
  private final int code;
  private final int otherCode;

  AccessTokenFault(String description) {
    this(description, NONE);
  }

  AccessTokenFault(String description, int code) {
    this(description, code, code);
  }

  AccessTokenFault(String description, int code, int otherCode) {
    this.description = description;
    this.code = code;
    this.otherCode = otherCode;
  }

  /** Returns the first fault that a token has. */
  static AccessTokenFault of(InvalidJwtException e) {
    return Arrays.stream(values())
        .filter(fault -> e.hasErrorCode(fault.code) || e.hasErrorCode(fault.otherCode))
        .findFirst()
        .orElseGet(() -> isOfSignature(e) ? SIGNATURE : MALFORMED);
  }

  private static boolean isOfSignature(InvalidJwtException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvableKeyException || cause instanceof InvalidAlgorithmException) {
        return true;
      }
    }
    return false;
  }

  ApiException refusal() {
    return new ApiException(ACCESS_TOKEN_INVALID, description);
  }
}
