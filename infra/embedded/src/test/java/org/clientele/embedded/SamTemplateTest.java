package org.clientele.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.clientele.embedded.SamTemplate.Function;
import org.clientele.embedded.SamTemplate.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

class SamTemplateTest {

  private static final String SERVICE =
      """
      Globals:
        Function:
          Timeout: 10
          Environment:
            Variables:
              TABLE: !Ref ThingsTableName
              GREETING: hello
              REVISION: 3
              TOGGLED: "on"
      Resources:
        GetThingFunction:
          Type: AWS::Serverless::Function
          Metadata:
            Scope: things:read
          Properties:
            Role: !GetAtt Role.Arn
            Environment:
              Variables:
                QUARKUS_FUNQY_EXPORT: get-thing
                GREETING: !Sub "hello ${AWS::Region}"
                TOGGLED: !If [Enabled, "on", "off"]
            Events:
              Api:
                Type: HttpApi
                Properties:
                  Method: get
                  Path: /things/{id}
              Queue:
                Type: SQS
                Properties:
                  Queue: !GetAtt Queue.Arn
      """;

  private static final String DATA =
      """
      Resources:
        ThingsTable:
          Type: AWS::DynamoDB::Table
          Properties:
            BillingMode: PAY_PER_REQUEST
            DeletionProtectionEnabled: true
            AttributeDefinitions:
              - {AttributeName: pk, AttributeType: S}
              - {AttributeName: size, AttributeType: N}
            KeySchema:
              - {AttributeName: pk, KeyType: HASH}
            GlobalSecondaryIndexes:
              - IndexName: by-size
                KeySchema:
                  - {AttributeName: size, KeyType: HASH}
                  - {AttributeName: pk, KeyType: RANGE}
                Projection: {ProjectionType: KEYS_ONLY}
            StreamSpecification:
              StreamViewType: NEW_AND_OLD_IMAGES
            TimeToLiveSpecification:
              AttributeName: expires_at
              Enabled: true
      Outputs:
        ThingsTableName:
          Value: !Ref ThingsTable
      """;

  private static final SamTemplate TEMPLATE = SamTemplate.read();

  private static TemporaryTables tables;

  @BeforeAll
  static void createTables() {
    tables = new TemporaryTables();
  }

  @AfterAll
  static void stop() {
    tables.close();
  }

  @Test
  void functionIsReadWithItsRoutesAndWhatOfItsEnvironmentIsKnown() {
    SamTemplate template = SamTemplate.parse(SERVICE, DATA);

    assertThat(template.functions())
        .containsExactly(
            new Function(
                "GetThingFunction",
                "get-thing",
                "things:read",
                List.of(new Route("GET", "/things/{id}")),
                Map.of(
                    "QUARKUS_FUNQY_EXPORT", "get-thing",
                    "TABLE", "ThingsTable",
                    "GREETING", "hello ${AWS::Region}",
                    "REVISION", "3"),
                Duration.ofSeconds(10),
                List.of()));
  }

  @Test
  void functionMayDoWhatItsRoleAllows() {
    SamTemplate template =
        SamTemplate.parse(
            SERVICE
                + """
                  Role:
                    Type: AWS::IAM::Role
                    Properties:
                      Policies:
                        - PolicyName: own
                          PolicyDocument:
                            Statement:
                              - Effect: Allow
                                Action: [dynamodb:Query, dynamodb:GetItem]
                                Resource: !Sub arn:${AWS::Partition}:dynamodb::table/${ThingsTableName}/index/by-size
                              - Effect: Allow
                                Action: dynamodb:PutItem
                                Resource: !Sub arn:${AWS::Partition}:dynamodb::table/${ThingsTableName}
                                Condition:
                                  ForAllValues:StringLike:
                                    dynamodb:LeadingKeys: [mine#*]
                """,
            DATA);

    assertThat(template.functions())
        .flatExtracting(Function::permissions)
        .containsExactly(
            new Permission("dynamodb:Query", "ThingsTable/index/by-size", List.of()),
            new Permission("dynamodb:GetItem", "ThingsTable/index/by-size", List.of()),
            new Permission("dynamodb:PutItem", "ThingsTable", List.of("mine#*")));
  }

  @Test
  void functionsOwnTimeoutGoesBeforeTheGlobalOne() {
    SamTemplate template =
        SamTemplate.parse(SERVICE.replace("Role: !GetAtt Role.Arn", "Timeout: 60"), DATA);

    assertThat(template.functions())
        .extracting(Function::timeout)
        .containsExactly(Duration.ofSeconds(60));
  }

  @Test
  void functionWithoutTimeoutHasLambdas() {
    SamTemplate template =
        SamTemplate.parse(SERVICE.replace("Timeout: 10", "MemorySize: 512"), DATA);

    assertThat(template.functions())
        .extracting(Function::timeout)
        .containsExactly(Duration.ofSeconds(3));
  }

  @Test
  void functionWithoutScopeHasNone() {
    SamTemplate template =
        SamTemplate.parse(SERVICE.replaceAll("(?m)^ +(Metadata|Scope):.*\n", ""), DATA);

    assertThat(template.functions()).extracting(Function::scope).containsOnlyNulls();
  }

  @Test
  void functionThatNoHttpEventStartsHasNoRoutes() {
    SamTemplate template = SamTemplate.parse(SERVICE.replace("HttpApi", "SQS"), DATA);

    assertThat(template.functions()).flatExtracting(Function::routes).isEmpty();
  }

  @Test
  void httpEventWithoutMethodAndPathIsTheDefaultRoute() {
    SamTemplate template =
        SamTemplate.parse(
            SERVICE
                .replace("Method: get", "ApiId: !Ref Api")
                .replace("Path: /things/{id}", "Auth: {}"),
            DATA);

    assertThat(template.functions())
        .flatExtracting(Function::routes)
        .containsExactly(new Route("ANY", "$default"));
  }

  @Test
  void tableIsReadWithItsKeysIndexesAndStream() {
    SamTemplate template = SamTemplate.parse(SERVICE, DATA);

    assertThat(template.tables())
        .containsExactly(
            CreateTableRequest.builder()
                .tableName("ThingsTable")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(attribute("pk", "S"), attribute("size", "N"))
                .keySchema(key("pk", "HASH"))
                .globalSecondaryIndexes(
                    GlobalSecondaryIndex.builder()
                        .indexName("by-size")
                        .keySchema(key("size", "HASH"), key("pk", "RANGE"))
                        .projection(projection -> projection.projectionType("KEYS_ONLY"))
                        .build())
                .streamSpecification(
                    stream -> stream.streamEnabled(true).streamViewType("NEW_AND_OLD_IMAGES"))
                .build());
  }

  @Test
  void prefixIsGivenToTheTablesAndToTheVariablesThatNameThem() {
    SamTemplate template = SamTemplate.parse(SERVICE, DATA).withTablePrefix("mine-");

    assertThat(template.tables())
        .extracting(CreateTableRequest::tableName)
        .containsExactly("mine-ThingsTable");
    assertThat(template.functions())
        .singleElement()
        .satisfies(
            function ->
                assertThat(function.environment())
                    .containsEntry("TABLE", "mine-ThingsTable")
                    .containsEntry("QUARKUS_FUNQY_EXPORT", "get-thing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Resources:           | Others:          | template.yaml/Resources is missing
          QUARKUS_FUNQY_EXPORT | OTHER            | Environment/Variables/QUARKUS_FUNQY_EXPORT is missing
          things:read          | [things:read]    | GetThingFunction/Metadata/Scope is not a text: [things:read]
          Method: get          | ApiId: !Ref Api  | Events/Api/Properties/Method is missing
          BillingMode          | TableName        | ThingsTable/Properties/TableName is not understood
          KeyType: HASH}       | KeyKind: HASH}   | ThingsTable/Properties/KeySchema/0/KeyType is missing
          ProjectionType       | NonKeyAttributes | Indexes/0/Projection/NonKeyAttributes is not understood
          AWS::Serverless      | AWS::Lambda      | The template has 0 functions and 1 tables
          AWS::DynamoDB        | AWS::SimpleDB    | The template has 1 functions and 0 tables
          """)
  void whatIsMissingOrNotUnderstoodIsNamed(String text, String replacement, String complaint) {
    String service = SERVICE.replace(text, replacement);
    String data = DATA.replace(text, replacement);

    assertThatIllegalStateException()
        .isThrownBy(() -> SamTemplate.parse(service, data))
        .withMessageContaining(complaint);
  }

  @Test
  void emptyTemplateIsRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SamTemplate.parse("", DATA))
        .withMessageStartingWith("template.yaml is not a mapping");
    assertThatIllegalStateException()
        .isThrownBy(() -> SamTemplate.parse(SERVICE, ""))
        .withMessageStartingWith("data.yaml is not a mapping");
  }

  @Test
  void theTemplateDeploysTheFunctionsWithTheirRoutesAndScopes() {
    assertThat(TEMPLATE.functions())
        .anySatisfy(
            function -> {
              assertThat(function.name()).isEqualTo("create-customer");
              assertThat(function.scope()).isEqualTo("customers:write");
              assertThat(function.routes()).containsExactly(new Route("POST", "/api/v1/customer"));
              assertThat(function.environment())
                  .containsEntry("CLIENTELE_CUSTOMERS_TABLE", "CustomersTable")
                  .containsEntry("CLIENTELE_PROFILE", "compatible");
            })
        .flatExtracting(Function::routes)
        .doesNotHaveDuplicates()
        .contains(Route.DEFAULT);
  }

  static List<CreateTableRequest> wantedTables() {
    return tables.template().tables();
  }

  @ParameterizedTest
  @MethodSource("wantedTables")
  void createdTableIsAsTheTemplateSays(CreateTableRequest wanted) {
    TableDescription created =
        tables.client().describeTable(request -> request.tableName(wanted.tableName())).table();

    assertThat(created.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(created.billingModeSummary().billingMode()).isEqualTo(wanted.billingMode());
    assertThat(created.attributeDefinitions())
        .containsExactlyInAnyOrderElementsOf(wanted.attributeDefinitions());
    assertThat(created.keySchema()).isEqualTo(wanted.keySchema());
    assertThat(created.globalSecondaryIndexes())
        .map(
            index ->
                GlobalSecondaryIndex.builder()
                    .indexName(index.indexName())
                    .keySchema(index.keySchema())
                    .projection(index.projection())
                    .build())
        .containsExactlyInAnyOrderElementsOf(wanted.globalSecondaryIndexes());
    assertThat(created.streamSpecification()).isEqualTo(wanted.streamSpecification());
    assertThat(timeToLiveAttribute(wanted.tableName())).isNull();
  }

  @Test
  void tablesThatExistAreLeftAsTheyAre() {
    Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("kept"));
    DynamoDbClient dynamoDb = tables.client();
    String table = tables.name("ClientsTable");
    dynamoDb.putItem(request -> request.tableName(table).item(item));

    tables.template().createTables(dynamoDb);

    assertThat(dynamoDb.getItem(request -> request.tableName(table).key(item)).item())
        .isEqualTo(item);
  }

  private static AttributeDefinition attribute(String name, String type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  private static KeySchemaElement key(String name, String type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static String timeToLiveAttribute(String table) {
    return tables
        .client()
        .describeTimeToLive(request -> request.tableName(table))
        .timeToLiveDescription()
        .attributeName();
  }
}
