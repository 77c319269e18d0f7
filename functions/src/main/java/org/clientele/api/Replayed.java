package org.clientele.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that was given before, written as it was.
 *
 * @param code of the error that it is; absent if it is none
 */
record Replayed(@JsonValue @JsonRawValue String body, @Nullable String code) {}
