package org.clientele.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is to be deployed.
 *
 * @param data the stack of what is kept, whose outputs are parameters of the service
 * @param mistakes in what was given
 */
record Deployment(Path folder, SamConfig config, Stack data, Stack service, List<String> mistakes) {

  /** Of the service, worked out at the end. */
  static final String REVISION = "Revision";

  /** Of the data: the service's stack. */
  static final String SERVICE_NAME = "ServiceName";

  private static final String ROLLOUT = "Rollout";
  private static final String PROTECTION = "DeletionProtection";
  private static final String RESERVED = "ReservedConcurrency";

  /** What Lambda allows, and what CloudFormation adds to the names of stack and resource. */
  private static final int LAMBDA_NAME = 64;

  private static final int GENERATED_SUFFIX = "--".length() + 12;

  private static final List<String> MAXIMA = List.of("QueueConcurrency", "SweepConcurrency");

  /** What RFC 2606 sets apart for documents, as the address in a URL or alone. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)(?:^|[/@.])example(?:\\.(?:com|net|org))?(?:$|[/:?#])");

  Deployment {
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Returns an environment's deployment.
   *
   * @param given {@code NAME=VALUE}, which take precedence over what {@code samconfig.toml} says
   * @param isFirst whether the service's stack is to be made: as one that refuses every request
   */
  static Deployment of(Path folder, String environment, List<String> given, boolean isFirst)
      throws IOException {
    SamConfig config = SamConfig.read(folder, environment);
    List<String> mistakes = new ArrayList<>();
    Map<String, String> overrides = new TreeMap<>(config.overrides());
    for (int i = 0; i < given.size(); i++) {
      String[] pair = given.get(i).split("=", 2);
      if (pair.length == 2 && !pair[0].isBlank()) {
        overrides.put(pair[0], pair[1]);
      } else {
        mistakes.add("argument %d after the environment is not NAME=VALUE".formatted(i + 1));
      }
    }
    for (String name : List.of(REVISION, SERVICE_NAME)) {
      if (overrides.remove(name) != null) {
        mistakes.add(name + " is worked out, not given");
      }
    }
    overrides.put(SERVICE_NAME, config.stackName());
    if (isFirst) {
      overrides.put(PublicKeys.PARAMETER, PublicKeys.NONE);
      // A canary is rolled back by alarms, which there are none of yet.
      overrides.put(ROLLOUT, "AllAtOnce");
    }
    overrides.computeIfPresent(
        PublicKeys.PARAMETER, (name, value) -> new PublicKeys(value.strip()).compact());
    Stack data =
        Stack.of(config.dataStackName(), StackTemplate.read(folder, StackTemplate.DATA), overrides);
    Stack service =
        Stack.of(config.stackName(), StackTemplate.read(folder, StackTemplate.SERVICE), overrides);
    overrides.keySet().stream()
        .map(name -> "no template has a parameter " + name)
        .forEach(mistakes::add);
    return new Deployment(folder, config, data, service, mistakes);
  }

  /** Returns the parameters of the service that are outputs of the data's stack and not given. */
  List<String> outputs() {
    return service.missing().stream().filter(data.template().outputs()::contains).toList();
  }

  /** Returns it with these outputs of the data's stack, where they are not given. */
  Deployment with(Map<String, String> outputs) {
    Stack filled = service;
    for (String name : outputs()) {
      String value = outputs.get(name);
      if (value != null) {
        filled = filled.with(name, value);
      }
    }
    return new Deployment(folder, config, data, filled, mistakes);
  }

  /** Returns it with tables that can be deleted: CloudFormation could not undo it otherwise. */
  Deployment unprotected() {
    return new Deployment(folder, config, data.with(PROTECTION, "false"), service, mistakes);
  }

  /** Returns the service's stack as a version of its own. */
  Stack revised() throws IOException {
    return service.with(REVISION, Revision.of(folder, service));
  }

  /** Returns all that is wrong with it. */
  List<String> faults(boolean isFirst) throws IOException {
    List<String> faults = new ArrayList<>(mistakes);
    for (Stack stack : List.of(data, service)) {
      stack
          .template()
          .parameters()
          .forEach(parameter -> faults.addAll(faults(stack, parameter, isFirst)));
    }
    long reserved = number(RESERVED);
    if (reserved > 0) {
      MAXIMA.stream()
          .filter(name -> number(name) > reserved)
          .map(name -> "%s is more than %s, so messages would be refused".formatted(name, RESERVED))
          .forEach(faults::add);
    }
    if (service.name().length() > longestStackName()) {
      faults.add(
          "stack_name is longer than %d characters, so functions would be called by a part of it"
              .formatted(longestStackName()));
    }
    if (new EnvironmentSize(service, config).most() > EnvironmentSize.MOST_BYTES) {
      faults.add(
          "the functions' variables may take more than the 4 KB that Lambda allows; "
              + PublicKeys.PARAMETER
              + " may be a URL instead");
    }
    faults.addAll(
        new FunctionArchive(folder.resolve(FunctionArchive.FILE))
            .faults(
                service.parameters().getOrDefault("Packaging", ""),
                service.parameters().getOrDefault("Architecture", ""),
                service.template().functions().keySet()));
    return faults;
  }

  private List<String> faults(Stack stack, Parameter parameter, boolean isFirst) {
    String name = parameter.name();
    String value = stack.parameters().get(name);
    if (value == null) {
      boolean isToCome = name.equals(REVISION) || data.template().outputs().contains(name);
      return isToCome ? List.of() : List.of(name + " is missing");
    }
    if (value.contains("\\")) {
      return List.of(name + " has a backslash, which sam does not pass on");
    }
    if (PLACEHOLDER.matcher(value).find()) {
      return List.of(name + " is a placeholder");
    }
    if (name.equals(PublicKeys.PARAMETER)) {
      return isFirst ? List.of() : new PublicKeys(value).faults();
    }
    return parameter.fault(value).stream().toList();
  }

  /** Roles are for functions by the stack's whole name, which CloudFormation shortens to fit. */
  private int longestStackName() {
    int longest =
        service.template().functions().keySet().stream().mapToInt(String::length).max().orElse(0);
    return LAMBDA_NAME - GENERATED_SUFFIX - longest;
  }

  /** Returns a parameter's number, 0 where there is none. */
  private long number(String name) {
    String value = service.parameters().getOrDefault(name, "");
    return value.matches("[0-9]{1,15}") ? Long.parseLong(value) : 0;
  }
}
