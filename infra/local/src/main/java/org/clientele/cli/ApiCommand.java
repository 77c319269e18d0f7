package org.clientele.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.cli.Connection.Answer;
import org.clientele.cli.Connection.Call;
import org.clientele.cli.Operation.Field;
import org.clientele.cli.Operation.Parameter;
import org.clientele.cli.Operation.Place;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The command of an operation: sends it and prints its answer. */
final class ApiCommand implements Callable<Integer> {

  private static final String CLEAR = "--clear";
  private static final String IF_MATCH = "If-Match";
  private static final String YES = "--yes";
  private static final String STATUS = "status";
  private static final String DELETED = "DELETED";
  private static final int WIDTH = 120;

  private final Operation operation;
  private final List<Field> positional;
  private final Environment environment;
  private final ObjectMapper json;
  private final CommonOptions common = new CommonOptions();
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * @param positional the fields of the body that are written behind the ids of the path
   */
  ApiCommand(
      Operation operation, List<Field> positional, Environment environment, ObjectMapper json) {
    this.operation = operation;
    this.positional = positional;
    this.environment = environment;
    this.json = json;
    describe();
  }

  Operation operation() {
    return operation;
  }

  CommandSpec spec() {
    return spec;
  }

  private void describe() {
    spec.name(operation.name());
    spec.usageMessage()
        .sortOptions(false)
        .description(Texts.shown(operation.summary(), operation.description()))
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(Exit.list());
    operation
        .parameters(Place.PATH)
        .forEach(parameter -> addPositional(parameter.name(), parameter.description()));
    positional.forEach(field -> addPositional(field.name(), field.description()));
    operation.parameters(Place.QUERY).forEach(this::addOption);
    options().forEach(this::addOption);
    operation.parameters(Place.HEADER).forEach(this::addOption);
    if (operation.merges()) {
      spec.addOption(
          OptionSpec.builder(CLEAR)
              .paramLabel("FIELD")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .description("clear a field, such as " + clearable() + "; repeatable")
              .build());
    }
    if (mayDelete()) {
      spec.addOption(
          OptionSpec.builder("-y", YES)
              .type(boolean.class)
              .arity("0")
              .description("delete without being asked on a terminal")
              .build());
    }
    if (!options().isEmpty()) {
      spec.addPositional(
          PositionalParamSpec.builder()
              .index(String.valueOf(bodyIndex()))
              .paramLabel("JSON_FILE")
              .arity("0..1")
              .type(String.class)
              .description("a file with the body, - for the input; options go before what it says")
              .build());
    }
    spec.addMixin("common", CommandSpec.forAnnotatedObject(common));
  }

  /** Returns a field of each kind as {@link #CLEAR} takes it. */
  private String clearable() {
    return Stream.of(Operation.Kind.TEXT, Operation.Kind.FIELDS, Operation.Kind.PAIRS)
        .flatMap(kind -> options().stream().filter(field -> field.kind() == kind).limit(1))
        .map(
            field ->
                switch (field.kind()) {
                  case TEXT, JSON -> field.name();
                  case FIELDS -> field.name() + "." + field.fields().get(0);
                  case PAIRS, VALUES -> field.name() + ".KEY";
                })
        .collect(joining(", "));
  }

  private boolean mayDelete() {
    return operation.deletes()
        || operation.body().stream().anyMatch(field -> field.name().equals(STATUS));
  }

  private List<Field> options() {
    return operation.body().stream().filter(field -> !positional.contains(field)).toList();
  }

  private int bodyIndex() {
    return (int) operation.parameters(Place.PATH).count() + positional.size();
  }

  private void addPositional(String name, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(String.valueOf(spec.positionalParameters().size()))
            .paramLabel(Names.label(name))
            .required(true)
            .type(String.class)
            .description(Texts.shown(description))
            .build());
  }

  private void addOption(Parameter parameter) {
    spec.addOption(
        OptionSpec.builder(Names.options(parameter.name()))
            .paramLabel("TEXT")
            .required(parameter.required())
            .type(String.class)
            .description(Texts.shown(parameter.description()))
            .build());
  }

  private void addOption(Field field) {
    boolean pairs = field.kind().isOfPairs();
    String description =
        field.required() ? "Required. " + field.description() : field.description();
    String names =
        field.fields().isEmpty() ? "" : "NAME is one of " + String.join(", ", field.fields()) + ".";
    OptionSpec.Builder option =
        OptionSpec.builder(Names.options(field.name()))
            .paramLabel(pairs ? "NAME=VALUE" : field.kind().name())
            .description(Texts.shown(description, names));
    spec.addOption(
        (pairs ? option.type(List.class).auxiliaryTypes(String.class) : option.type(String.class))
            .build());
  }

  @Override
  public Integer call() {
    ParseResult given = spec.commandLine().getParseResult();
    Texts.requireReadable(given.originalArgs());
    Call call = call(given);
    confirm(given, call);
    var profiles = new Profiles(environment, json);
    boolean ofEnvironment = common.profile == null && profiles.isOfEnvironment();
    PrintWriter errors = spec.commandLine().getErr();
    var connection =
        new Connection(
            profiles.get(common.profile),
            environment,
            json,
            common.timeout(),
            line -> {
              if (common.verbose) {
                errors.println(Texts.printable(line));
              }
            });
    CommonOptions.Output output = common.output(environment);
    Answer answer =
        connection.send(
            call,
            issued -> {
              if (!ofEnvironment) {
                profiles.store(common.profile, issued);
              }
            });
    if (!answer.isSuccess()) {
      throw ErrorReport.failure(answer, call);
    }
    printNotices(answer, errors);
    print(answer, output);
    return Exit.DONE.code();
  }

  /** Asks before what cannot be undone, where there is somebody to ask. */
  private void confirm(ParseResult given, Call call) {
    boolean deletes =
        operation.deletes()
            || (call.body() != null
                && DELETED.equalsIgnoreCase(call.body().path(STATUS).asText().strip()));
    var terminal = environment.terminal();
    if (!deletes || terminal == null || given.matchedOptionValue(YES, false)) {
      return;
    }
    int ids = (int) operation.parameters(Place.PATH).count();
    String which =
        IntStream.range(0, ids)
            .mapToObj(index -> given.matchedPositionalValue(index, ""))
            .collect(joining(" "));
    String answer =
        terminal.readLine(
            Texts.printable(
                "Delete the %s %s? This is final. [y/N] ".formatted(operation.group(), which)));
    if (answer == null || !answer.strip().matches("(?i)y|yes")) {
      throw CommandFailure.usage("not confirmed: nothing was sent");
    }
  }

  private Call call(ParseResult given) {
    Map<String, String> headers = headers(given);
    boolean repeatable =
        operation.method().equals("GET")
            || headers.containsKey(Connection.IDEMPOTENCY_KEY)
            || (List.of("PUT", "DELETE").contains(operation.method())
                && !headers.containsKey(IF_MATCH));
    return new Call(
        operation.method(), path(given) + query(given), headers, body(given), repeatable);
  }

  private String path(ParseResult given) {
    String path = operation.path();
    int index = 0;
    for (Parameter parameter : operation.parameters(Place.PATH).toList()) {
      String value = given.matchedPositionalValue(index++, "");
      if (value.isEmpty() || value.equals(".") || value.equals("..")) {
        throw CommandFailure.usage(Names.label(parameter.name()) + " must be an id");
      }
      path = path.replace("{" + parameter.name() + "}", encoded(value));
    }
    return path;
  }

  private String query(ParseResult given) {
    List<String> pairs = new ArrayList<>();
    operation
        .parameters(Place.QUERY)
        .forEach(
            parameter -> {
              String value = option(given, parameter.name());
              if (value != null) {
                pairs.add(encoded(parameter.name()) + "=" + encoded(value));
              }
            });
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  private Map<String, String> headers(ParseResult given) {
    Map<String, String> headers = new TreeMap<>();
    operation
        .parameters(Place.HEADER)
        .forEach(
            parameter -> {
              String value = option(given, parameter.name());
              if (value != null) {
                headers.put(parameter.name(), header(parameter.name(), value));
              }
            });
    if (operation.takes(Connection.IDEMPOTENCY_KEY)) {
      headers.computeIfAbsent(Connection.IDEMPOTENCY_KEY, key -> UUID.randomUUID().toString());
    }
    return headers;
  }

  /** Returns a header's value; a version may be written without the quotes of an ETag. */
  private static String header(String name, String value) {
    if (!value.matches("[!-~]([ -~]*[!-~])?")) {
      throw CommandFailure.usage(Names.option(name) + " must be printable ASCII");
    }
    return name.equals(IF_MATCH) && value.matches("[0-9]+") ? '"' + value + '"' : value;
  }

  private static @Nullable String option(ParseResult given, String name) {
    return given.matchedOptionValue(Names.option(name), null);
  }

  private @Nullable JsonNode body(ParseResult given) {
    if (operation.body().isEmpty()) {
      return null;
    }
    String source =
        options().isEmpty() ? null : given.matchedPositionalValue(bodyIndex(), (String) null);
    RequestBody body = RequestBody.read(source, environment.input(), json);
    int index = (int) operation.parameters(Place.PATH).count();
    for (Field field : positional) {
      body.set(field, List.of(given.matchedPositionalValue(index++, "")));
    }
    for (Field field : options()) {
      Object value = given.matchedOptionValue(Names.option(field.name()), (Object) null);
      if (value instanceof List<?> values) {
        body.set(field, values.stream().map(String::valueOf).toList());
      } else if (value != null) {
        body.set(field, List.of(String.valueOf(value)));
      }
    }
    List<String> cleared = given.matchedOptionValue(CLEAR, List.of());
    cleared.forEach(path -> body.clear(options(), path));
    ObjectNode whole = body.toJson();
    return whole.isEmpty() && source == null && !operation.needsBody() ? null : whole;
  }

  private static void printNotices(Answer answer, PrintWriter errors) {
    answer
        .headers()
        .firstValue("Did-You-Mean")
        .ifPresent(
            names ->
                errors.println(
                    Texts.printable("clientele: unknown fields; did you mean " + names + "?")));
    if (answer.headers().firstValue("Idempotent-Replayed").isPresent()) {
      errors.println("clientele: answered as before, by its idempotency key");
    }
  }

  private void print(Answer answer, CommonOptions.Output output) {
    if (answer.body().isMissingNode()) {
      return;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output == CommonOptions.Output.JSON) {
      out.println(answer.body().toPrettyString());
    } else {
      ObjectNode shown = answer.body().deepCopy();
      answer.headers().firstValue("ETag").ifPresent(version -> shown.put("ETag", version));
      out.print(Table.of(shown, WIDTH));
    }
    out.flush();
    if (out.checkError()) {
      throw new CommandFailure(Exit.DEFECT, "the answer could not be written");
    }
  }
}
