package org.clientele.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.clientele.cli.Connection.Answer;
import org.clientele.cli.Connection.Call;

/** Says what an answer other than a success means to whoever sent the request. */
final class ErrorReport {

  private ErrorReport() {}

  static CommandFailure failure(Answer answer) {
    JsonNode body = answer.body();
    List<String> lines = new ArrayList<>();
    String code = body.path("code").asText();
    lines.add(
        "%s: %s (HTTP %d)"
            .formatted(
                code.isEmpty() ? "no answer of this API" : code,
                body.path("message").asText("no message"),
                answer.status()));
    JsonNode fields = body.path("errors");
    fields.forEach(field -> lines.add("  " + fieldError(field)));
    String reason = body.at("/additional_error_details/reason").asText();
    if (fields.isEmpty() && !reason.isEmpty()) {
      lines.add("  reason: " + reason);
    }
    for (String header : List.of("ETag", "Did-You-Mean", "Retry-After", "Request-ID")) {
      answer
          .headers()
          .firstValue(header)
          .ifPresent(value -> lines.add("  " + header + ": " + value));
    }
    Exit exit = Exit.of(answer.status(), code);
    if (exit == Exit.DEFECT) {
      lines.add("  Is the URL right?");
    }
    return new CommandFailure(
        exit, lines.stream().map(Texts::printable).collect(joining(System.lineSeparator())));
  }

  /** Most messages begin with the field that they are about. */
  private static String fieldError(JsonNode field) {
    String reason = field.path("reason").asText();
    String message = field.path("message").asText();
    return message.startsWith(reason) ? message : reason + ": " + message;
  }

  static CommandFailure failure(Answer answer, Call call) {
    CommandFailure failure = failure(answer);
    return failure.exit() == Exit.UNAVAILABLE && answer.mayHaveBeenDone()
        ? new CommandFailure(failure.exit(), failure.getMessage() + retryHint(call))
        : failure;
  }

  /** Returns how a change is repeated of which nobody knows whether it was made. */
  static String retryHint(Call call) {
    String key = call.headers().get(Connection.IDEMPOTENCY_KEY);
    return key == null
        ? ""
        : "%n  It may have been done. To be sure, repeat it with --idempotency-key %s"
            .formatted(key);
  }
}
