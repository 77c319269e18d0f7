package org.clientele.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ends; scripts go by the codes, which never change. */
enum Exit {
  DONE(0, "done"),
  DEFECT(1, "what answered is not this API, or the client has a defect"),
  USAGE(2, "the command line, its input or the profile cannot be followed"),
  NOT_LET_IN(3, "no credentials, wrong ones, or without the permission"),
  REFUSED(4, "the request is refused: fix it"),
  NOT_FOUND(5, "there is no such customer or token"),
  CHANGED(6, "the customer is not at the version of --if-match, or others are changing it"),
  UNAVAILABLE(7, "no answer, too many requests or an outage: try again later");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  /** Returns how an answer of the API ends the command that asked for it. */
  static Exit of(int status, String errorCode) {
    return switch (status) {
      case 401, 403 -> NOT_LET_IN;
      case 404 -> NOT_FOUND;
      case 409, 412 -> CHANGED;
      case 408, 429 -> UNAVAILABLE;
      case 422 -> errorCode.equals("USER_AUTHENTICATION_FAILED") ? NOT_LET_IN : REFUSED;
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
