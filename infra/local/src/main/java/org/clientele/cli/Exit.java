package org.clientele.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The exit codes; scripts go by the codes, which never change. */
public enum Exit {
  DONE(0, "done"),
  DEFECT(1, "what answered is not this API, or the client has a defect"),
  USAGE(
      2,
      "the command line, its input or the profile cannot be used, or a deletion is not confirmed"),
  UNAUTHORIZED(3, "no credentials, wrong ones, or without the permission"),
  REFUSED(4, "the request is refused: fix it"),
  NOT_FOUND(5, "there is no such customer, token or custom field"),
  CONFLICT(6, "the customer is not at the version of --if-match, or others are changing it"),
  UNAVAILABLE(
      7, "no answer, too many requests, an outage or a request still running: try again later");

  /** Where it is {@code NOT_FOUND} alone, the URL is not this API's. */
  private static final Set<String> MISSING =
      Set.of("CUSTOMER_NOT_FOUND", "TOKEN_NOT_FOUND", "CUSTOM_FIELD_NOT_FOUND");

  /** The request of the same idempotency key is still running; nobody knows how it ends. */
  static final String RUNNING = "IDEMPOTENCY_IN_PROGRESS";

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** Returns how an answer of the API ends the command that asked for it. */
  static Exit of(int status, String errorCode) {
    return switch (status) {
      case 401, 403 -> UNAUTHORIZED;
      case 404 -> MISSING.contains(errorCode) ? NOT_FOUND : DEFECT;
      case 409 -> errorCode.equals(RUNNING) ? UNAVAILABLE : CONFLICT;
      case 412 -> CONFLICT;
      case 408, 429 -> UNAVAILABLE;
      case 422 -> errorCode.equals("USER_AUTHENTICATION_FAILED") ? UNAUTHORIZED : REFUSED;
      default -> {
        if (status >= 500) {
          yield UNAVAILABLE;
        }
        yield status >= 400 ? REFUSED : status >= 300 ? DEFECT : DONE;
      }
    };
  }

  /** Returns the codes with their meanings, as help lists them. */
  static Map<String, String> list() {
    Map<String, String> list = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(exit -> list.put(String.valueOf(exit.code), exit.meaning));
    return list;
  }
}
