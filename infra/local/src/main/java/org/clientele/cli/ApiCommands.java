package org.clientele.cli;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.cli.Operation.Field;
import org.clientele.cli.Operation.Parameter;
import org.clientele.cli.Operation.Place;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of the client, one for each operation of the API's description. */
public final class ApiCommands {

  /** What people call it, where that is another word than the API's. */
  private static final Map<String, String> ALIASES =
      Map.of("lookup", "find", "set-default", "default", "get-history", "history");

  private static final String LIST = "list";
  private static final int HELP_WIDTH = 100;

  private final List<Operation> operations;
  private final Environment environment;
  private final ObjectMapper json = mapper();

  ApiCommands(ApiDescription description, Environment environment) {
    this.operations = description.operations();
    this.environment = environment;
  }

  /** Adds the client's commands. It takes a moment, in which the description is read. */
  public static void addTo(CommandLine clientele) {
    new ApiCommands(ApiDescription.read(), Environment.ofProcess()).add(clientele);
  }

  /** Numbers and all that is sent come back as they were written. */
  private static ObjectMapper mapper() {
    return new ObjectMapper()
        .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);
  }

  void add(CommandLine clientele) {
    Map<String, CommandSpec> groups = new LinkedHashMap<>();
    for (Operation operation : operations) {
      add(operation, groups.computeIfAbsent(operation.group(), ApiCommands::group));
    }
    for (Operation operation : operations) {
      addBelowParent(operation, groups);
    }
    List<Object> commands = new ArrayList<>(groups.values());
    commands.add(new Login(environment, json));
    commands.add(new Logout(environment, json));
    for (Object command : commands) {
      var added = new CommandLine(command);
      clientele.addSubcommand(added);
      added.setUsageHelpWidth(HELP_WIDTH).setInterpolateVariables(false);
    }
  }

  private static CommandSpec group(String name) {
    CommandSpec group =
        CommandSpec.create().name(name).aliases(name + "s").mixinStandardHelpOptions(false);
    group.usageMessage().description("What the API does with a " + name + ".");
    group.addOption(
        CommandLine.Model.OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("show this help")
            .build());
    return group;
  }

  private void add(Operation operation, CommandSpec group) {
    String alias = ALIASES.getOrDefault(operation.name(), operation.name());
    CommandSpec command = command(operation).name(alias);
    if (!alias.equals(operation.name())) {
      command.aliases(operation.name());
    }
    group.addSubcommand(alias, command);
  }

  /** What is listed of a customer is also a command of the customer's: customer tokens ID. */
  private void addBelowParent(Operation operation, Map<String, CommandSpec> groups) {
    String parent = operation.path().replaceFirst("/\\{.*", "").replaceFirst(".*/", "");
    CommandSpec group = groups.get(parent);
    if (operation.name().equals(LIST) && group != null && !parent.equals(operation.group())) {
      String name = operation.group() + "s";
      group.addSubcommand(name, command(operation).name(name));
    }
  }

  private CommandSpec command(Operation operation) {
    Set<String> ids =
        operations.stream()
            .flatMap(any -> any.parameters(Place.PATH))
            .map(Parameter::name)
            .collect(toSet());
    List<Field> positional =
        operation.body().stream()
            .filter(field -> field.required() && ids.contains(field.name()))
            .toList();
    return new ApiCommand(operation, positional, environment, json).spec();
  }
}
