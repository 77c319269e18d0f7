package org.clientele.token.message;

import java.time.DateTimeException;
import java.time.Instant;
import org.clientele.error.ApiException;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** Rules that several messages have in common. */
final class Rules {

  static final String REQUIRED = "is required";

  static final String NAME = "[A-Za-z0-9._-]{1,64}";
  static final String NAME_RULE = "must be 1 to 64 of A-Z a-z 0-9 . _ -";

  /** What providers call tokens and notices by. */
  static final String PROVIDER_ID = "[A-Za-z0-9._:-]{1,64}";

  static final String PROVIDER_ID_RULE = "must be 1 to 64 of A-Z a-z 0-9 . _ : -";

  static final String REFERENCE = "[A-Za-z0-9_-]{1,50}";
  static final String REFERENCE_RULE = "must be 1 to 50 of A-Z a-z 0-9 _ -";

  private Rules() {}

  /**
   * Returns the time that a field holds.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  static @Nullable Instant time(String field, @Nullable String text) {
    return text == null ? null : requiredTime(field, text);
  }

  static Instant requiredTime(String field, String text) {
    try {
      return Timestamp.parse(text);
    } catch (DateTimeException e) {
      throw ApiException.invalid(field, Timestamp.RULE);
    }
  }
}
