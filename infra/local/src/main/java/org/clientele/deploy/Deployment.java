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
 * @param parameters all of the template's but {@link #REVISION}, where they have a value. None is
 *     left out, because SAM keeps what a stack had for those that it is not given
 * @param mistakes in what was given
 */
record Deployment(
    Path folder,
    SamConfig config,
    Template template,
    Map<String, String> parameters,
    List<String> mistakes) {

  static final String REVISION = "Revision";

  private static final String PROTECTION = "DeletionProtection";
  private static final String RESERVED = "ReservedConcurrency";
  private static final List<String> MAXIMA = List.of("QueueConcurrency", "SweepConcurrency");

  /** What RFC 2606 sets apart for documents, as the address in a URL or alone. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?i)(?:^|[/@.])example(?:\\.(?:com|net|org))?(?:$|[/:?#])");

  Deployment {
    parameters = Map.copyOf(parameters);
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Returns an environment's deployment.
   *
   * @param given {@code NAME=VALUE}, which go before what {@code samconfig.toml} says
   * @param isFirst whether the stack is to be made: what can be undone, and serves nobody yet
   */
  static Deployment of(Path folder, String environment, List<String> given, boolean isFirst)
      throws IOException {
    SamConfig config = SamConfig.read(folder, environment);
    Template template = Template.read(folder);
    List<String> mistakes = new ArrayList<>();
    Map<String, String> overrides = new TreeMap<>(config.overrides());
    for (int i = 0; i < given.size(); i++) {
      String[] pair = given.get(i).split("=", 2);
      if (pair.length == 2) {
        overrides.put(pair[0], pair[1]);
      } else {
        mistakes.add("argument %d after the environment is not NAME=VALUE".formatted(i + 1));
      }
    }
    if (isFirst) {
      overrides.put(PROTECTION, "false");
      overrides.put(PublicKeys.PARAMETER, PublicKeys.NONE);
    }
    Map<String, String> parameters = new TreeMap<>();
    for (Parameter parameter : template.parameters()) {
      String value = overrides.remove(parameter.name());
      if (value != null) {
        parameters.put(parameter.name(), value.strip());
      } else if (parameter.fallback() != null) {
        parameters.put(parameter.name(), parameter.fallback());
      }
    }
    overrides.keySet().stream()
        .map(name -> "the template has no parameter " + name)
        .forEach(mistakes::add);
    parameters.computeIfPresent(
        PublicKeys.PARAMETER, (name, value) -> new PublicKeys(value).compact());
    return new Deployment(folder, config, template, parameters, mistakes);
  }

  /** Returns all that is wrong with it. */
  List<String> faults(boolean isFirst) throws IOException {
    List<String> faults = new ArrayList<>(mistakes);
    template.parameters().forEach(parameter -> faults.addAll(faults(parameter, isFirst)));
    long reserved = number(RESERVED);
    if (reserved > 0) {
      MAXIMA.stream()
          .filter(name -> number(name) > reserved)
          .map(name -> "%s is more than %s, so messages would be refused".formatted(name, RESERVED))
          .forEach(faults::add);
    }
    if (new EnvironmentSize(template, config, parameters).most() > EnvironmentSize.MOST_BYTES) {
      faults.add(
          "the functions' variables may take more than the 4 KB that Lambda allows; "
              + PublicKeys.PARAMETER
              + " may be a URL instead");
    }
    faults.addAll(
        new FunctionArchive(folder.resolve(FunctionArchive.FILE))
            .faults(
                parameters.getOrDefault("Packaging", ""),
                parameters.getOrDefault("Architecture", ""),
                template.functions().keySet()));
    return faults;
  }

  private List<String> faults(Parameter parameter, boolean isFirst) {
    String name = parameter.name();
    String value = parameters.get(name);
    if (name.equals(REVISION)) {
      return value == null ? List.of() : List.of(name + " is worked out, not given");
    }
    if (value == null) {
      return List.of(name + " is missing");
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

  /** Returns a parameter's number, 0 where there is none. */
  private long number(String name) {
    String value = parameters.getOrDefault(name, "");
    return value.matches("[0-9]{1,15}") ? Long.parseLong(value) : 0;
  }
}
