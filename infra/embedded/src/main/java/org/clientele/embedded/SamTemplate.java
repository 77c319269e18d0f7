package org.clientele.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.clientele.embedded.template.Part;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.waiters.DynamoDbWaiter;

/**
 * What {@code infra/template.yaml} and {@code infra/data.yaml} deploy, as far as it is wanted where
 * there is no CloudFormation.
 *
 * <p>A CloudFormation function is read as its argument, and a parameter of the service that is an
 * output of the data stack as what that is made of. So {@code !Ref CustomersTableName} is {@code
 * CustomersTable}: a table is called by its logical id here, and the functions' environment calls
 * it the same. A variable that is another parameter has its default, if there is one.
 *
 * @param functions never empty
 * @param tables never empty
 */
public record SamTemplate(List<Function> functions, List<CreateTableRequest> tables) {

  /**
   * What may be said of a table. The last five make no difference to its users: items past their
   * time to live are dropped by the machine's clock, which is not always the one that a local
   * server goes by, so here they stay.
   */
  private static final Set<String> TABLE_PROPERTIES =
      Set.of(
          "AttributeDefinitions",
          "BillingMode",
          "GlobalSecondaryIndexes",
          "KeySchema",
          "StreamSpecification",
          "DeletionProtectionEnabled",
          "OnDemandThroughput",
          "PointInTimeRecoverySpecification",
          "SSESpecification",
          "TimeToLiveSpecification");

  /** In seconds, where the template says nothing. */
  private static final long LAMBDAS_TIMEOUT = 3;

  public SamTemplate {
    functions = List.copyOf(functions);
    tables = List.copyOf(tables);
    if (functions.isEmpty() || tables.isEmpty()) {
      throw new IllegalStateException(
          "The template has %d functions and %d tables".formatted(functions.size(), tables.size()));
    }
  }

  /**
   * A Lambda function.
   *
   * @param logicalId the name of its resource in the template
   * @param name its name in the code, by which {@code QUARKUS_FUNQY_EXPORT} selects it
   * @param scope what an access token must grant; null if no token is asked for
   * @param routes empty if something else than the HTTP API starts it
   * @param environment its variables and the global ones, without those that only CloudFormation
   *     can work out ({@code !If})
   * @param timeout when Lambda stops it
   * @param permissions what its own role says that it may do
   */
  public record Function(
      String logicalId,
      String name,
      @Nullable String scope,
      List<Route> routes,
      Map<String, String> environment,
      Duration timeout,
      List<Permission> permissions) {

    public Function {
      routes = List.copyOf(routes);
      environment = Map.copyOf(environment);
      permissions = List.copyOf(permissions);
    }

    private Function withPrefix(String prefix, Set<String> names) {
      Map<String, String> prefixed = new HashMap<>(environment);
      prefixed.replaceAll((name, value) -> names.contains(value) ? prefix + value : value);
      return new Function(logicalId, name, scope, routes, prefixed, timeout, permissions);
    }
  }

  /**
   * A route of the HTTP API.
   *
   * @param method in upper case; {@code ANY} stands for all
   * @param path with its parameters in braces
   */
  public record Route(String method, String path) {

    /** What no other route takes. */
    public static final Route DEFAULT = new Route("ANY", "$default");
  }

  /**
   * Reads the templates, which this module carries.
   *
   * @throws IllegalStateException if something is missing in them, or is of a kind not understood
   */
  public static SamTemplate read() {
    return parse(text("template.yaml"), text("data.yaml"));
  }

  private static String text(String name) {
    try (InputStream template = SamTemplate.class.getResourceAsStream("/" + name)) {
      if (template == null) {
        throw new IllegalStateException("There is no %s on the class path".formatted(name));
      }
      return new String(template.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SamTemplate parse(String serviceYaml, String dataYaml) {
    Section service = Section.of("template.yaml", Part.of(serviceYaml).plain());
    Section data = Section.of("data.yaml", Part.of(dataYaml).plain());
    List<Section> resources = service.section("Resources").sections();
    Map<String, String> values = new HashMap<>();
    named(service, "Parameters", "Default", values);
    named(data, "Outputs", "Value", values);
    Section globals =
        service
            .findSection("Globals")
            .flatMap(all -> all.findSection("Function"))
            .orElse(Section.of("Globals/Function", Map.of()));
    return new SamTemplate(
        ofType("AWS::Serverless::Function", resources)
            .map(
                resource ->
                    function(resource, globals, values, permissions(resource, resources, values)))
            .toList(),
        ofType("AWS::DynamoDB::Table", data.section("Resources").sections())
            .map(SamTemplate::table)
            .toList());
  }

  /** Puts in what each part of a section says of itself. */
  private static void named(Section template, String part, String says, Map<String, String> into) {
    template
        .findSection(part)
        .map(Section::sections)
        .orElse(List.of())
        .forEach(one -> one.findText(says).ifPresent(text -> into.put(one.name(), text)));
  }

  /** Returns the template with a prefix to its tables' names: many can share an endpoint. */
  public SamTemplate withTablePrefix(String prefix) {
    Set<String> names = tables.stream().map(CreateTableRequest::tableName).collect(toSet());
    return new SamTemplate(
        functions.stream().map(function -> function.withPrefix(prefix, names)).toList(),
        tables.stream()
            .map(table -> table.toBuilder().tableName(prefix + table.tableName()).build())
            .toList());
  }

  /**
   * Makes the tables that do not exist, and returns when they can be used. One that exists is left
   * as it is, whatever it looks like.
   */
  public void createTables(DynamoDbClient dynamoDb) {
    tables.forEach(table -> createTable(dynamoDb, table));
  }

  private void createTable(DynamoDbClient dynamoDb, CreateTableRequest table) {
    try {
      var created = dynamoDb.createTable(table).tableDescription();
      if (created.tableStatus() == TableStatus.ACTIVE) {
        return; // at once, as on this machine's engines
      }
    } catch (ResourceInUseException e) {
      return;
    }
    try (DynamoDbWaiter waiter = dynamoDb.waiter()) {
      waiter.waitUntilTableExists(request -> request.tableName(table.tableName()));
    }
  }

  private static Stream<Section> ofType(String type, List<Section> resources) {
    return resources.stream().filter(resource -> resource.text("Type").equals(type));
  }

  private static Function function(
      Section resource, Section globals, Map<String, String> values, List<Permission> permissions) {
    Section properties = resource.section("Properties");
    var variables = new HashMap<Object, Object>(variables(globals));
    variables.putAll(variables(properties));
    variables.replaceAll((name, value) -> values.containsKey(value) ? values.get(value) : value);
    var environment = new Section(properties.path() + "/Environment/Variables", variables);
    return new Function(
        resource.name(),
        environment.text("QUARKUS_FUNQY_EXPORT"),
        resource.findSection("Metadata").flatMap(all -> all.findText("Scope")).orElse(null),
        properties.findSection("Events").stream()
            .flatMap(events -> events.sections().stream())
            .filter(event -> event.text("Type").equals("HttpApi"))
            .map(event -> route(event.section("Properties")))
            .toList(),
        environment.texts(),
        Duration.ofSeconds(
            properties
                .findText("Timeout")
                .or(() -> globals.findText("Timeout"))
                .map(Long::valueOf)
                .orElse(LAMBDAS_TIMEOUT)),
        permissions);
  }

  /** Returns what the role of a function allows, if this template has the role. */
  private static List<Permission> permissions(
      Section function, List<Section> resources, Map<String, String> values) {
    String role = function.section("Properties").findText("Role").orElse("");
    return resources.stream()
        .filter(resource -> role.equals(resource.name() + ".Arn"))
        .flatMap(resource -> resource.section("Properties").findItems("Policies").stream())
        .flatMap(List::stream)
        .flatMap(policy -> policy.section("PolicyDocument").items("Statement").stream())
        .flatMap(statement -> Permission.of(statement, values))
        .toList();
  }

  private static Map<?, ?> variables(Section function) {
    return function
        .findSection("Environment")
        .<Map<?, ?>>map(environment -> environment.section("Variables").values())
        .orElse(Map.of());
  }

  private static Route route(Section event) {
    return event.findText("Method").isEmpty() && event.findText("Path").isEmpty()
        ? Route.DEFAULT
        : new Route(event.text("Method").toUpperCase(Locale.ROOT), event.text("Path"));
  }

  private static CreateTableRequest table(Section resource) {
    Section properties = resource.section("Properties");
    properties.requireNothingBut(TABLE_PROPERTIES);
    var table =
        CreateTableRequest.builder()
            .tableName(resource.name())
            .billingMode(properties.text("BillingMode"))
            .attributeDefinitions(
                properties.items("AttributeDefinitions").stream()
                    .map(SamTemplate::attribute)
                    .toList())
            .keySchema(keySchema(properties));
    properties
        .findItems("GlobalSecondaryIndexes")
        .ifPresent(
            indexes ->
                table.globalSecondaryIndexes(indexes.stream().map(SamTemplate::index).toList()));
    properties
        .findSection("StreamSpecification")
        .ifPresent(
            stream ->
                table.streamSpecification(
                    specification ->
                        specification
                            .streamEnabled(true)
                            .streamViewType(stream.text("StreamViewType"))));
    return table.build();
  }

  private static AttributeDefinition attribute(Section attribute) {
    return AttributeDefinition.builder()
        .attributeName(attribute.text("AttributeName"))
        .attributeType(attribute.text("AttributeType"))
        .build();
  }

  private static List<KeySchemaElement> keySchema(Section tableOrIndex) {
    return tableOrIndex.items("KeySchema").stream()
        .map(
            element ->
                KeySchemaElement.builder()
                    .attributeName(element.text("AttributeName"))
                    .keyType(element.text("KeyType"))
                    .build())
        .toList();
  }

  private static GlobalSecondaryIndex index(Section index) {
    index.requireNothingBut(Set.of("IndexName", "KeySchema", "Projection"));
    Section projection = index.section("Projection");
    projection.requireNothingBut(Set.of("ProjectionType"));
    return GlobalSecondaryIndex.builder()
        .indexName(index.text("IndexName"))
        .keySchema(keySchema(index))
        .projection(all -> all.projectionType(projection.text("ProjectionType")))
        .build();
  }
}
