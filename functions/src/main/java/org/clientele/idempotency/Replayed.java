package org.clientele.idempotency;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The body of an answer that was given before, written as it was. */
@RegisterForReflection
record Replayed(@JsonValue @JsonRawValue String body) {
  @Override
  public String toString() {
    return "***";
  }
}
