package org.clientele.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.clientele.embedded.template.Part;
import org.clientele.embedded.template.Template;
import org.jspecify.annotations.Nullable;

/**
 * What CloudFormation says of the parameters of a stack, at an address of this machine, and a
 * {@code sam} that asks it.
 */
final class TestingCloudFormation implements AutoCloseable {

  /** What {@code sam} or CloudFormation answers with an error. */
  private static final class Refusal extends Exception {

    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  private static final String OVERRIDES = "parameter_overrides";

  private final Map<String, Map<String, String>> stacks = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> outputs = new ConcurrentHashMap<>();
  private final HttpServer server;

  TestingCloudFormation() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Writes a {@code sam} into a folder. */
  void putSam(Path folder) throws IOException {
    Path sam = folder.resolve("sam");
    Files.writeString(
        sam,
        """
        #!/bin/sh
        answer=$(printf '%%s\\0' "$PWD" "$@" |
            curl -s --fail-with-body --data-binary @- http://127.0.0.1:%d/) && echo "$answer" && exit
        echo "$answer" >&2
        exit 1
        """
            .formatted(server.getAddress().getPort()));
    Files.setPosixFilePermissions(sam, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns the parameters that a stack has been deployed with, if it has been. */
  @Nullable Map<String, String> stack(String name) {
    return stacks.get(name);
  }

  private void answer(HttpExchange exchange) throws IOException {
    List<String> given =
        List.of(new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("\0"));
    int status = 200;
    String text;
    try {
      text = answer(Path.of(given.get(0)), given.get(1), options(given.subList(2, given.size())));
    } catch (Refusal e) {
      status = 400;
      text = "Error: " + e.getMessage();
    }
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String answer(Path folder, String command, Map<String, List<String>> options)
      throws IOException, Refusal {
    if (command.equals("deploy")) {
      deploy(folder, options);
      return "";
    }
    Map<String, String> told = outputs.get(one(options, "--stack-name", ""));
    if (told == null) {
      throw new Refusal("The input stack does not exist on Cloudformation in the region");
    }
    return told.entrySet().stream()
        .map(
            output ->
                "{\"OutputKey\": \"%s\", \"OutputValue\": \"%s\"}"
                    .formatted(output.getKey(), output.getValue()))
        .collect(joining(", ", "[", "]"));
  }

  private static Map<String, List<String>> options(List<String> arguments) {
    Map<String, List<String>> options = new HashMap<>();
    String option = "";
    for (String argument : arguments) {
      if (argument.startsWith("--")) {
        option = argument;
      }
      List<String> values = options.computeIfAbsent(option, name -> new ArrayList<>());
      if (!argument.startsWith("--")) {
        values.add(argument);
      }
    }
    return options;
  }

  private static String one(Map<String, List<String>> options, String name, String otherwise) {
    List<String> values = options.getOrDefault(name, List.of());
    return values.isEmpty() ? otherwise : values.get(0);
  }

  /** What the command line says of parameters takes the place of all that the file says. */
  private void deploy(Path folder, Map<String, List<String>> options) throws IOException, Refusal {
    Path file = folder.resolve(one(options, "--config-file", "samconfig.toml"));
    JsonNode config =
        new TomlMapper()
            .readTree(file.toFile())
            .path(one(options, "--config-env", "default"))
            .path("deploy")
            .path("parameters");
    Map<String, String> overrides = new TreeMap<>();
    if (options.containsKey("--parameter-overrides")) {
      for (String override : options.getOrDefault("--parameter-overrides", List.of())) {
        String[] pair = override.split("=", 2);
        overrides.put(pair[0], pair[1].replaceFirst("(?s)^\"(.*)\"$", "$1").replace("\\\"", "\""));
      }
    } else {
      config
          .path(OVERRIDES)
          .properties()
          .forEach(override -> overrides.put(override.getKey(), override.getValue().asText()));
    }
    Template template =
        Template.of(
            Files.readString(
                folder.resolve(
                    one(options, "--template-file", config.path("template_file").asText()))));
    String stack = one(options, "--stack-name", config.path("stack_name").asText());
    stacks.put(
        stack, accepted(template.parameters(), overrides, stacks.getOrDefault(stack, Map.of())));
    outputs.put(stack, outputs(template, stack));
  }

  /** Returns the outputs that name a resource or say its ARN. */
  private static Map<String, String> outputs(Template template, String stack) {
    Map<String, String> told = new TreeMap<>();
    for (Part output : template.root().at("Outputs").members()) {
      Part value = output.at("Value");
      String resource = value.reference();
      String name = stack + "-" + resource;
      String attribute = value.at("Fn::GetAtt").text();
      String type = template.resource(resource).at("Type").text();
      told.put(output.name(), attribute.isEmpty() ? name : arn(type, name, attribute));
    }
    return told;
  }

  private static String arn(String type, String name, String attribute) {
    return "arn:aws:%s:ap-south-1:123456789012:%s%s"
        .formatted(
            type.replaceAll("^AWS::|::.*$", "").toLowerCase(Locale.ROOT),
            name,
            attribute.endsWith(".StreamArn") ? "/stream/1" : "");
  }

  /** Returns the parameters of a deployment; what is not given stays as the stack has it. */
  private static Map<String, String> accepted(
      List<Part> parameters, Map<String, String> overrides, Map<String, String> before)
      throws Refusal {
    Set<String> unknown = new TreeSet<>(overrides.keySet());
    parameters.forEach(parameter -> unknown.remove(parameter.name()));
    if (!unknown.isEmpty()) {
      throw new Refusal("Parameters: %s do not exist in the template".formatted(unknown));
    }
    Map<String, String> accepted = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    for (Part parameter : parameters) {
      String name = parameter.name();
      String value = overrides.getOrDefault(name, before.get(name));
      if (value == null && !parameter.at("Default").exists()) {
        missing.add(name);
        continue;
      }
      String given = value == null ? parameter.at("Default").text() : value;
      requireAllowed(parameter, given);
      accepted.put(name, given);
    }
    if (!missing.isEmpty()) {
      throw new Refusal("Parameters: %s must have values".formatted(missing));
    }
    return accepted;
  }

  private static void requireAllowed(Part parameter, String value) throws Refusal {
    String name = parameter.name();
    Part allowed = parameter.at("AllowedValues");
    Part pattern = parameter.at("AllowedPattern");
    boolean isNumber = parameter.at("Type").is("Number");
    if (allowed.exists() && !allowed.texts().contains(value)) {
      throw new Refusal("Parameter '%s' must be one of AllowedValues".formatted(name));
    }
    if (pattern.exists() && !value.matches(pattern.text())) {
      throw new Refusal("Parameter '%s' must match pattern".formatted(name));
    }
    if (isNumber && !value.matches("-?[0-9]+")) {
      throw new Refusal("Parameter '%s' must be a number".formatted(name));
    }
    long size = isNumber ? Long.parseLong(value) : value.length();
    if (size < bound(parameter, isNumber ? "MinValue" : "MinLength", Long.MIN_VALUE)
        || size
            > bound(
                parameter, isNumber ? "MaxValue" : "MaxLength", isNumber ? Long.MAX_VALUE : 4096)) {
      throw new Refusal("Parameter '%s' is out of its bounds".formatted(name));
    }
  }

  private static long bound(Part parameter, String name, long otherwise) {
    return Long.parseLong(parameter.at(name).text("" + otherwise));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
