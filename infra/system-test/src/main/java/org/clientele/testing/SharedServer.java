package org.clientele.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives the constructors of all test classes one server, which begins the day after the vendor's
 * sample token was made and long before it expires.
 */
public final class SharedServer implements ParameterResolver {

  public static final String NOW = "2024-10-05T00:00:00Z";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LocalServerProcess.class;
  }

  /** Returns the server; JUnit closes it after the last test. */
  @Override
  public LocalServerProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedServer.class))
        .computeIfAbsent(
            LocalServerProcess.class,
            type -> LocalServerProcess.start("--now", NOW),
            LocalServerProcess.class);
  }
}
