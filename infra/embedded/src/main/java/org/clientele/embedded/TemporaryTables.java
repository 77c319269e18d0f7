package org.clientele.embedded;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

/**
 * The template's tables, empty and one test's own: in DynamoDB Local or, with {@code
 * -Dclientele.endpoint=URL}, in whatever DynamoDB answers there.
 */
public final class TemporaryTables implements AutoCloseable {

  private final @Nullable EmbeddedDynamoDb embedded;
  private final URI endpoint;
  private final String prefix = UUID.randomUUID() + "-";
  private final SamTemplate template = SamTemplate.read().withTablePrefix(prefix);
  private final DynamoDbClient client;

  public TemporaryTables() {
    Optional<URI> shared = sharedEndpoint();
    embedded = shared.isPresent() ? null : EmbeddedDynamoDb.inMemory();
    endpoint = embedded == null ? shared.orElseThrow() : embedded.endpoint();
    client = EmbeddedDynamoDb.client(endpoint);
    template.createTables(client);
  }

  /** Returns the endpoint where all tests keep their tables, if one is named. */
  public static Optional<URI> sharedEndpoint() {
    return Optional.ofNullable(System.getProperty("clientele.endpoint")).map(URI::create);
  }

  public URI endpoint() {
    return endpoint;
  }

  /** What the name of each table begins with, so that tests do not meet at a shared endpoint. */
  public String prefix() {
    return prefix;
  }

  /** Returns the template with these tables in it. */
  public SamTemplate template() {
    return template;
  }

  /** Returns the name of a table that the template calls {@code logicalId}. */
  public String name(String logicalId) {
    return prefix + logicalId;
  }

  public DynamoDbClient client() {
    return client;
  }

  @Override
  public void close() {
    if (embedded == null) {
      for (CreateTableRequest table : template.tables()) {
        client.deleteTable(delete -> delete.tableName(table.tableName()));
      }
    } else {
      embedded.close();
    }
    client.close();
  }
}
