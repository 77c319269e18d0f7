package org.clientele.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.clientele.customer.Customer;
import org.clientele.embedded.TemporaryTables;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.client.ClientRepository;
import org.clientele.store.cursor.Cursors;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerPages;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.customer.HistoryRepository;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.idempotency.IdempotencyRepository;
import org.clientele.store.merchant.CustomFieldRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.clientele.store.search.CustomerCounts;
import org.clientele.store.search.SearchRepository;
import org.clientele.store.token.DefaultTokenRepository;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.store.token.DueTokenRepository;
import org.clientele.store.token.PaymentTokenItem;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.PaymentToken;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * A client on the template's tables that remembers what was asked of it, and that can lose answers
 * and hold the indexes back as the real service may.
 */
public final class TestingDynamoDb implements DynamoDbClient {

  /** Live as long as the tests. */
  private static final TemporaryTables TABLES = new TemporaryTables();

  private static final DynamoDbClient LOCAL = TABLES.client();
  private static final String CUSTOMERS = TABLES.name("CustomersTable");

  private final List<DynamoDbRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<QueryRequest, QueryResponse> indexAsItWas = new ConcurrentHashMap<>();
  private boolean indexIsLate;
  private boolean losesNextAnswer;
  private @Nullable RuntimeException nextFailure;
  private @Nullable Runnable interference;
  private @Nullable Runnable afterRead;
  private @Nullable Runnable beforeRepetition;
  private @Nullable BatchStatementErrorCodeEnum refusal;
  private Set<Integer> refused = Set.of();
  private int partialReads;

  public static TemporaryTables tables() {
    return TABLES;
  }

  /** From now on the indexes answer as they last did, and with nothing where never asked. */
  public void holdIndexBack() {
    indexIsLate = true;
  }

  /** Executes the next request, but its caller never learns. */
  public void loseNextAnswer() {
    losesNextAnswer = true;
  }

  /** Has others change something right before the next request that may write. */
  public void interfereOnce(Runnable change) {
    interference = change;
  }

  /** Has others change something right after the next item is read. */
  public void afterNextRead(Runnable change) {
    afterRead = change;
  }

  /** Ends the process at a write, as far as its caller can tell, once others have been made. */
  public void killAfterWrites(int made) {
    interference =
        () -> {
          if (made == 0) {
            throw SdkClientException.create("killed");
          }
          killAfterWrites(made - 1);
        };
  }

  /** Executes the next write twice, as the SDK does when it gets no answer to the first attempt. */
  public void repeatNextWrite(Runnable meanwhile) {
    beforeRepetition = meanwhile;
  }

  /** From now on the statements of these places in a batch fail, and the others are executed. */
  public void refuseStatements(BatchStatementErrorCodeEnum code, Integer... places) {
    refusal = code;
    refused = Set.of(places);
  }

  /** Refuses the next request instead of executing it. */
  public void failNext(RuntimeException failure) {
    nextFailure = failure;
  }

  /** So many of the next reads of a batch give the first item, and leave the others. */
  public void leaveUnprocessed(int reads) {
    partialReads = reads;
  }

  public List<DynamoDbRequest> requests() {
    return new ArrayList<>(requests);
  }

  public void forgetRequests() {
    requests.clear();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    GetItemResponse response = remembered(request, LOCAL::getItem);
    Runnable change = afterRead;
    if (change != null) {
      afterRead = null;
      change.run();
    }
    return response;
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return remembered(request, this::getAllOrFirst);
  }

  private BatchGetItemResponse getAllOrFirst(BatchGetItemRequest request) {
    KeysAndAttributes asked = request.requestItems().get(CUSTOMERS);
    if (partialReads == 0 || asked == null) {
      return LOCAL.batchGetItem(request);
    }
    partialReads--;
    var first = asked.toBuilder().keys(asked.keys().subList(0, 1)).build();
    var others = asked.toBuilder().keys(asked.keys().subList(1, asked.keys().size())).build();
    return LOCAL.batchGetItem(batch -> batch.requestItems(Map.of(CUSTOMERS, first))).toBuilder()
        .unprocessedKeys(Map.of(CUSTOMERS, others))
        .build();
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return written(request, LOCAL::putItem);
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return written(request, LOCAL::transactWriteItems);
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return written(request, LOCAL::updateItem);
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
    return written(request, LOCAL::batchWriteItem);
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return written(request, LOCAL::deleteItem);
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
    interfere();
    return remembered(request, this::executeAllButTheRefused);
  }

  private BatchExecuteStatementResponse executeAllButTheRefused(
      BatchExecuteStatementRequest request) {
    List<BatchStatementRequest> accepted =
        IntStream.range(0, request.statements().size())
            .filter(place -> !refused.contains(place))
            .mapToObj(request.statements()::get)
            .toList();
    Deque<BatchStatementResponse> done = new ArrayDeque<>();
    if (!accepted.isEmpty()) {
      done.addAll(LOCAL.batchExecuteStatement(batch -> batch.statements(accepted)).responses());
    }
    List<BatchStatementResponse> responses = new ArrayList<>();
    for (int place = 0; place < request.statements().size(); place++) {
      responses.add(refused.contains(place) ? refusal() : done.remove());
    }
    return BatchExecuteStatementResponse.builder().responses(responses).build();
  }

  private BatchStatementResponse refusal() {
    return BatchStatementResponse.builder().error(error -> error.code(refusal)).build();
  }

  private <T extends DynamoDbRequest, R> R written(T request, Function<T, R> operation) {
    interfere();
    Runnable meanwhile = beforeRepetition;
    if (meanwhile == null) {
      return remembered(request, operation);
    }
    beforeRepetition = null;
    remembered(request, operation);
    meanwhile.run();
    try {
      return remembered(request, operation);
    } catch (ConditionalCheckFailedException e) {
      throw e.toBuilder().numAttempts(2).build();
    } catch (TransactionCanceledException e) {
      throw e.toBuilder().numAttempts(2).build();
    }
  }

  private void interfere() {
    Runnable change = interference;
    if (change != null) {
      interference = null;
      change.run();
    }
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

  public SearchRepository searches(Settings settings) {
    return new SearchRepository(this, new Cursors(this, settings), settings);
  }

  public CustomerCounts counts(Settings settings) {
    return new CustomerCounts(this, settings);
  }

  public CustomerPages pages(Settings settings) {
    return new CustomerPages(this, cursors(settings), settings);
  }

  public HistoryRepository histories(Settings settings) {
    return new HistoryRepository(this, customers(settings), cursors(settings), settings);
  }

  public Cursors cursors(Settings settings) {
    return new Cursors(this, settings);
  }

  public MerchantRepository merchants(Settings settings) {
    return new MerchantRepository(this, settings);
  }

  public CustomFieldRepository customFields(MerchantRepository merchants, Settings settings) {
    return new CustomFieldRepository(this, merchants, settings);
  }

  public PaymentTokenRepository tokens(Settings settings) {
    return new PaymentTokenRepository(this, customers(settings), settings);
  }

  public TokenReportRepository reports(Settings settings) {
    return new TokenReportRepository(
        this, customers(settings), tokens(settings), deregistrations(settings), settings);
  }

  public DefaultTokenRepository defaults(Settings settings) {
    return new DefaultTokenRepository(this, customers(settings), tokens(settings), settings);
  }

  public DueTokenRepository dueTokens(Settings settings) {
    return new DueTokenRepository(this, tokens(settings), settings);
  }

  public DeregistrationRepository deregistrations(Settings settings) {
    return new DeregistrationRepository(this, settings);
  }

  public IdempotencyRepository requests(Settings settings) {
    return new IdempotencyRepository(this, settings);
  }

  public ClientRepository clients(Settings settings) {
    return new ClientRepository(this, settings);
  }

  /** Stores tokens as they are, and nothing else. */
  public void put(List<PaymentToken> tokens) {
    putItems(tokens.stream().map(PaymentTokenItem::of).toList());
  }

  /** Stores items as they are. */
  public void putItems(List<Map<String, AttributeValue>> items) {
    for (int begin = 0; begin < items.size(); begin += 25) {
      List<WriteRequest> puts =
          items.subList(begin, Math.min(begin + 25, items.size())).stream()
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList();
      LOCAL.batchWriteItem(batch -> batch.requestItems(Map.of(CUSTOMERS, puts)));
    }
  }

  /** Stores a token with attributes that the service would never give it. */
  public void put(PaymentToken token, Map<String, AttributeValue> attributes) {
    var item = new HashMap<>(PaymentTokenItem.of(token));
    item.putAll(attributes);
    LOCAL.putItem(put -> put.tableName(CUSTOMERS).item(item));
  }

  /** Returns a token as it is stored now. */
  public PaymentToken get(PaymentToken token) {
    return PaymentTokenItem.toPaymentToken(item(token));
  }

  public Map<String, AttributeValue> item(PaymentToken token) {
    var key = PaymentTokenItem.key(token.merchantId(), token.customerId(), token.id());
    return LOCAL.getItem(get -> get.tableName(CUSTOMERS).key(key).consistentRead(true)).item();
  }

  public void setTokenCount(Customer customer, int count) {
    var item = new HashMap<>(countKey(customer));
    item.put("count", AttributeValue.fromN(Integer.toString(count)));
    LOCAL.putItem(put -> put.tableName(CUSTOMERS).item(item));
  }

  public int tokenCount(Customer customer) {
    var found = LOCAL.getItem(get -> get.tableName(CUSTOMERS).key(countKey(customer)));
    return (int) Attributes.of(found.item()).requiredNumber("count");
  }

  public void setCustomFieldCount(MerchantId merchantId, int count) {
    var item =
        new HashMap<>(Attributes.key(merchantId + "#settings", "custom-field-count").toMap());
    item.put("count", AttributeValue.fromN(Integer.toString(count)));
    LOCAL.putItem(put -> put.tableName(CUSTOMERS).item(item));
  }

  private static Map<String, AttributeValue> countKey(Customer customer) {
    String pk = CustomerItem.partitionKey(customer.merchantId(), customer.id());
    return Attributes.key(pk, "token-count").toMap();
  }

  /** Takes out of a shard what other tests have left in it. */
  public void clearShard(int shard) {
    AttributeValue key = AttributeValue.fromN(Integer.toString(shard));
    LOCAL
        .queryPaginator(
            query ->
                query
                    .tableName(CUSTOMERS)
                    .indexName(PaymentTokenItem.EXPIRY_INDEX)
                    .keyConditionExpression("expiry_shard = :shard")
                    .expressionAttributeValues(Map.of(":shard", key)))
        .items()
        .forEach(this::delete);
  }

  /** Takes out of the outbox what other tests have left in it. */
  public void clearOutbox() {
    LOCAL
        .scanPaginator(scan -> scan.tableName(CUSTOMERS).indexName(DeregistrationItem.DUE_INDEX))
        .items()
        .forEach(this::delete);
  }

  /** Returns all that the outbox holds. */
  public List<Map<String, AttributeValue>> outbox() {
    return LOCAL
        .scanPaginator(scan -> scan.tableName(CUSTOMERS).indexName(DeregistrationItem.DUE_INDEX))
        .items()
        .stream()
        .map(
            entry ->
                LOCAL
                    .getItem(
                        get ->
                            get.tableName(CUSTOMERS)
                                .key(
                                    Map.of(
                                        Attributes.PK, entry.get(Attributes.PK),
                                        Attributes.SK, entry.get(Attributes.SK))))
                    .item())
        .toList();
  }

  /** Stores an item as it is. */
  public void put(Map<String, AttributeValue> item) {
    LOCAL.putItem(put -> put.tableName(CUSTOMERS).item(item));
  }

  /** Takes an item away, as nothing of the service does. */
  public void delete(Map<String, AttributeValue> item) {
    var key =
        Map.of(Attributes.PK, item.get(Attributes.PK), Attributes.SK, item.get(Attributes.SK));
    LOCAL.deleteItem(delete -> delete.tableName(CUSTOMERS).key(key));
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
