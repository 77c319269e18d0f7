package org.clientele.embedded.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The service's template, and that of what it keeps. */
record Stacks(Template service, Template data) {

  private static final String SERVICE = "Service";
  private static final String DATA = "Data";

  static Stacks of(String service, String data) {
    return new Stacks(Template.of(service), Template.of(data));
  }

  static String read(String name) {
    try {
      return Files.readString(Path.of("..").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns both as one, for rules of how they fit. */
  Template both() {
    return new Template(
        new Part("", Map.of(SERVICE, service.root().value(), DATA, data.root().value())));
  }

  static Template service(Template both) {
    return new Template(both.root().at(SERVICE));
  }

  static Template data(Template both) {
    return new Template(both.root().at(DATA));
  }
}
