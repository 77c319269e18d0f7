package org.clientele.operate;

import java.net.URI;
import org.clientele.embedded.EmbeddedDynamoDb;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Where the table of a command is. */
final class TableOptions {

  @Option(
      names = "--table",
      required = true,
      description = "name of the table, as the outputs of the stack have it")
  private String table = "";

  @Option(
      names = "--endpoint",
      converter = Endpoint.class,
      description = "URL of a DynamoDB on this machine; without it, AWS as the environment says")
  private @Nullable URI endpoint;

  String table() {
    return table;
  }

  /** Returns a client of the DynamoDB that has the table, for its caller to close. */
  DynamoDbClient open() {
    return endpoint == null
        ? DynamoDbClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build()
        : EmbeddedDynamoDb.client(endpoint);
  }
}
