package org.clientele.local;

import org.jspecify.annotations.Nullable;

/** A function has failed, or has not answered. */
final class FunctionException extends Exception {

  FunctionException(String message) {
    this(message, null);
  }

  FunctionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
