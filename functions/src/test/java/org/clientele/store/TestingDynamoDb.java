package org.clientele.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.clientele.embedded.TemporaryTables;
import org.clientele.settings.Settings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/**
 * A client on the template's tables that remembers what was asked of it, and that can lose answers
 * and hold the indexes back as the real service may.
 */
public final class TestingDynamoDb implements DynamoDbClient {

  /** Live as long as the tests. */
  private static final TemporaryTables TABLES = new TemporaryTables();

  private static final DynamoDbClient LOCAL = TABLES.client();

  private final List<DynamoDbRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<QueryRequest, QueryResponse> indexAsItWas = new HashMap<>();
  private boolean indexIsLate;
  private boolean losesNextAnswer;
  private @Nullable RuntimeException nextFailure;

  public static TemporaryTables tables() {
    return TABLES;
  }

  /** From now on the indexes answer as they last did, and with nothing where never asked. */
  void holdIndexBack() {
    indexIsLate = true;
  }

  /** Executes the next request, but its caller never learns. */
  public void loseNextAnswer() {
    losesNextAnswer = true;
  }

  /** Refuses the next request instead of executing it. */
  public void failNext(RuntimeException failure) {
    nextFailure = failure;
  }

  List<DynamoDbRequest> requests() {
    return new ArrayList<>(requests);
  }

  void forgetRequests() {
    requests.clear();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return remembered(request, LOCAL::getItem);
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return remembered(request, LOCAL::putItem);
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return remembered(request, LOCAL::transactWriteItems);
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    if (request.indexName() != null && indexIsLate) {
      return remembered(
          request, late -> indexAsItWas.getOrDefault(late, QueryResponse.builder().build()));
    }
    QueryResponse response = remembered(request, LOCAL::query);
    indexAsItWas.put(request, response);
    return response;
  }

  public CustomerRepository customers(Settings settings) {
    return new CustomerRepository(this, settings);
  }

  public RequestRepository requests(Settings settings) {
    return new RequestRepository(this, settings);
  }

  public ClientRepository clients(Settings settings) {
    return new ClientRepository(this, settings);
  }

  public void deleteSigningKey() {
    LOCAL.deleteItem(
        delete ->
            delete
                .tableName(TABLES.name("ClientsTable"))
                .key(Map.of(Attributes.PK, AttributeValue.fromS("signing-key"))));
  }

  /** For what a test wants to see for itself. */
  @Override
  public ScanResponse scan(ScanRequest request) {
    return LOCAL.scan(request);
  }

  private <T extends DynamoDbRequest, R> R remembered(T request, Function<T, R> operation) {
    requests.add(request);
    RuntimeException failure = nextFailure;
    if (failure != null) {
      nextFailure = null;
      throw failure;
    }
    R response = operation.apply(request);
    if (losesNextAnswer) {
      losesNextAnswer = false;
      throw SdkClientException.create("the answer was lost");
    }
    return response;
  }

  @Override
  public String serviceName() {
    return LOCAL.serviceName();
  }

  @Override
  public void close() {
    // the one behind it is everybody's
  }
}
