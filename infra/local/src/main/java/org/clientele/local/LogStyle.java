package org.clientele.local;

import java.util.List;

/** What is logged of a request. */
enum LogStyle {
  /** A line for a person to read. */
  LINE,
  /** The lines of JSON that functions log on Lambda, and nothing around them. */
  JSON;

  static final String SETTING = "clientele-local.log";

  /** The categories whose INFO lines are JSON. */
  private static final List<String> OF_JSON =
      List.of(
          "org.clientele.http.RequestLog",
          "org.clientele.function.token.RecordTokensFunction",
          "org.clientele.outbox.Outbox",
          "org.clientele.stream.StreamAdapter",
          "org.clientele.sweep.TokenSweep");

  /** Sets up the log of a server that has not been started yet. */
  void configure() {
    System.setProperty(SETTING, name());
    if (this == JSON) {
      System.setProperty("quarkus.log.console.format", "%s%e%n");
    } else {
      for (String category : OF_JSON) {
        System.setProperty("quarkus.log.category.\"" + category + "\".level", "WARN");
      }
    }
  }
}
