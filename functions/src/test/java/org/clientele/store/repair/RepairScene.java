package org.clientele.store.repair;

import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;
import static org.clientele.customer.CustomerStatus.DELETED;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.clientele.TestingNotices;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.FieldType;
import org.clientele.embedded.TemporaryTables;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.merchant.CustomFieldRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.clientele.store.token.DefaultTokenRepository;
import org.clientele.store.token.DeregistrationRepository;
import org.clientele.store.token.ErasureRepository;
import org.clientele.store.token.PaymentTokenRepository;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Merchants in a table of their own, each with the same few customers and tokens, stored as the
 * service stores them; and ways to spoil what is stored.
 */
final class RepairScene implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant EXPIRY = Instant.parse("2027-01-31T12:00:00Z");
  private static final String FIELD = "level";

  /**
   * A merchant.
   *
   * @param number by which it is called
   * @param busy changed three times, with a default token that expires, one without an expiry, a
   *     removed and a replaced one
   * @param plain without a reference and a default, with one token that lives and one that has
   *     ended
   * @param deleted whose token's provider is asked already
   * @param justDeleted whose token's provider is not
   */
  record Merchant(
      int number,
      MerchantId id,
      Customer busy,
      PaymentToken chosen,
      PaymentToken removed,
      Customer plain,
      PaymentToken living,
      PaymentToken ended,
      Customer deleted,
      PaymentToken asked,
      Customer justDeleted) {}

  private final TemporaryTables tables = new TemporaryTables();
  private final DynamoDbClient dynamoDb = tables.client();
  private final Settings settings = TestingSettings.of(tables, Map.of());
  private final CustomerRepository customers = new CustomerRepository(dynamoDb, settings);
  private final PaymentTokenRepository tokens =
      new PaymentTokenRepository(dynamoDb, customers, settings);
  private final DeregistrationRepository deregistrations =
      new DeregistrationRepository(dynamoDb, settings);
  private final TokenReportRepository reports =
      new TokenReportRepository(dynamoDb, customers, tokens, deregistrations, settings);
  private final DefaultTokenRepository defaults =
      new DefaultTokenRepository(dynamoDb, customers, tokens, settings);
  private final CustomFieldRepository fields =
      new CustomFieldRepository(dynamoDb, new MerchantRepository(dynamoDb, settings), settings);

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  String tableName() {
    return settings.customersTable();
  }

  /** Returns a new merchant of that number. */
  Merchant merchant(int number) {
    MerchantId id = new MerchantId("m-" + number);
    fields.put(id, field());
    fields.use(id, field());
    Customer busy = customer(id, "busy", null);
    PaymentToken chosen = token(busy, "chosen", notice(id).with(TokenField.EXPIRED_AT, EXPIRY));
    token(busy, "other", notice(id));
    PaymentToken removed = token(busy, "removed", notice(id));
    token(busy, "old", notice(id));
    token(busy, "new", notice(id).replacing(new TokenAddress(null, "old"), false));
    rename(busy, "Asha");
    rename(busy, "Ravi");
    defaults.set(id, busy.id(), chosen.id(), c -> {}, UNKNOWN_REQUEST, NOW);
    remove(removed);
    Customer plain = customer(id, null, "9876543210");
    PaymentToken living = token(plain, "living", notice(id));
    PaymentToken ended = token(plain, "ended", notice(id).in(PaymentTokenStatus.DEACTIVATED));
    Customer deleted = customer(id, "deleted", null);
    PaymentToken asked = token(deleted, "asked", notice(id));
    delete(deleted);
    askForTokensOf(deleted);
    Customer erased = customer(id, "erased", null);
    PaymentToken erasedToken = token(erased, "erased", notice(id));
    defaults.set(id, erased.id(), erasedToken.id(), c -> {}, UNKNOWN_REQUEST, NOW);
    delete(erased);
    askForTokensOf(erased);
    new ErasureRepository(dynamoDb, tableName())
        .erase(id, erased.id(), NOW.plus(Duration.ofDays(2)));
    reports.record(
        TestingNotices.active(id, NOW.plusSeconds(60))
            .in(PaymentTokenStatus.DEACTIVATED)
            .of(erased, "erased"),
        NOW);
    Customer justDeleted = customer(id, "just-deleted", null);
    token(justDeleted, "to-be-asked", notice(id));
    delete(justDeleted);
    return new Merchant(
        number, id, busy, chosen, removed, plain, living, ended, deleted, asked, justDeleted);
  }

  private static TestingNotices notice(MerchantId id) {
    return TestingNotices.active(id, NOW.minusSeconds(60));
  }

  private static CustomField field() {
    return new CustomField(
        FIELD, FieldType.NUMBER, false, null, List.of(), false, false, NOW, NOW, 0);
  }

  private Customer customer(MerchantId id, @Nullable String reference, @Nullable String mobile) {
    Map<String, Object> values = new TreeMap<>(Map.of(FIELD, BigDecimal.ONE));
    var details =
        new CustomerDetails(
            reference,
            null,
            null,
            mobile == null ? null : "91",
            mobile,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            values);
    return customers.insert(
        Customer.create(CustomerId.random(NOW), id, details, CustomerStatus.ACTIVE, NOW));
  }

  private PaymentToken token(Customer customer, String reference, TestingNotices notice) {
    return reports
        .record(
            notice.with(TokenField.PROVIDER_TOKEN_ID, "id-of-" + reference).of(customer, reference),
            NOW)
        .token();
  }

  void rename(Customer customer, String name) {
    customers.update(
        customer.merchantId(),
        customer.id(),
        read -> read.update(named(read.details(), name), read.status(), NOW));
  }

  long version(Customer customer) {
    return customers.find(customer.merchantId(), customer.id()).orElseThrow().version();
  }

  private static CustomerDetails named(CustomerDetails details, String name) {
    return new CustomerDetails(
        details.merchantCustomerReference(),
        name,
        null,
        details.countryCode(),
        details.mobileNumber(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        details.customFields());
  }

  private void delete(Customer customer) {
    customers.update(
        customer.merchantId(), customer.id(), read -> read.update(read.details(), DELETED, NOW));
  }

  private void remove(PaymentToken token) {
    tokens.update(
        token.merchantId(),
        token.customerId(),
        token.id(),
        read -> read.remove(TokenRemoval.withoutReference(), NOW),
        UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private void askForTokensOf(Customer customer) {
    var key =
        Map.of(
            "pk",
            AttributeValue.fromS(customer.merchantId() + "#deregistration#" + customer.id()),
            "sk",
            AttributeValue.fromS("deregistration"));
    var due = new DeregistrationRepository.Due(key, NOW.toString());
    deregistrations.open(due).forEach(asked -> deregistrations.sent(asked, NOW.plusSeconds(9)));
    deregistrations.done(due);
  }

  /** Returns all items by their keys. */
  Map<String, Map<String, AttributeValue>> items() {
    Map<String, Map<String, AttributeValue>> items = new TreeMap<>();
    dynamoDb
        .scanPaginator(scan -> scan.tableName(tableName()).consistentRead(true))
        .items()
        .forEach(item -> items.put(name(item), item));
    return items;
  }

  /** Makes the table again what it was. */
  void restore(Map<String, Map<String, AttributeValue>> right) {
    Map<String, Map<String, AttributeValue>> now = items();
    now.forEach(
        (key, item) -> {
          if (!right.containsKey(key)) {
            delete(item);
          }
        });
    right.forEach(
        (key, item) -> {
          if (!item.equals(now.get(key))) {
            put(item);
          }
        });
  }

  private static String name(Map<String, AttributeValue> item) {
    Attributes read = Attributes.of(item);
    return read.requiredText(Attributes.PK) + " " + read.requiredText(Attributes.SK);
  }

  /** Stores an item as it is. */
  void put(Map<String, AttributeValue> item) {
    dynamoDb.putItem(put -> put.tableName(tableName()).item(item));
  }

  void delete(Map<String, AttributeValue> item) {
    Attributes read = Attributes.of(item);
    delete(read.requiredText(Attributes.PK), read.requiredText(Attributes.SK));
  }

  void delete(String pk, String sk) {
    dynamoDb.deleteItem(
        delete ->
            delete
                .tableName(tableName())
                .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk))));
  }

  private Map<String, AttributeValue> get(String pk, String sk) {
    return dynamoDb
        .getItem(
            get ->
                get.tableName(tableName())
                    .consistentRead(true)
                    .key(Map.of("pk", AttributeValue.fromS(pk), "sk", AttributeValue.fromS(sk))))
        .item();
  }

  /** Stores an item otherwise than it is; in another place where its key is changed. */
  void change(String pk, String sk, Consumer<Map<String, AttributeValue>> change) {
    Map<String, AttributeValue> item = new HashMap<>(get(pk, sk));
    change.accept(item);
    put(item);
  }

  static void set(Map<String, AttributeValue> item, String name, String value) {
    item.put(name, AttributeValue.fromS(value));
  }

  static void setNumber(Map<String, AttributeValue> item, String name, long value) {
    item.put(name, AttributeValue.fromN(Long.toString(value)));
  }

  @Override
  public void close() {
    tables.close();
  }
}
