package org.clientele.cli;

/** Ends a command. Its message is printed as it is, and never holds a secret. */
public final class CommandFailure extends RuntimeException {

  private final Exit exit;

  CommandFailure(Exit exit, String message) {
    super(message);
    this.exit = exit;
  }

  public static CommandFailure usage(String message) {
    return new CommandFailure(Exit.USAGE, message);
  }

  /** Returns the failure of what may be done by another attempt. */
  public static CommandFailure unavailable(String message) {
    return new CommandFailure(Exit.UNAVAILABLE, message);
  }

  public Exit exit() {
    return exit;
  }
}
