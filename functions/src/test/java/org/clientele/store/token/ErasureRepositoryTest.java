package org.clientele.store.token;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.clientele.TestingNotices;
import org.clientele.TestingSettings;
import org.clientele.customer.Address;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.HistoryEntry;
import org.clientele.embedded.TemporaryTables;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.cursor.Cursors;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.customer.HistoryRepository;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.ErasureRepository.Hindrance;
import org.clientele.time.MicrosecondClock;
import org.clientele.token.NoticeResult;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusCause;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenKind;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

class ErasureRepositoryTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant DELETION = NOW.plusSeconds(60);
  private static final Instant LATER = NOW.plus(Duration.ofDays(30));

  /** In all that the customer, its merchant and its providers have said in words. */
  private static final String PERSONAL = "personal-";

  private static final ChangeOrigin REQUEST =
      ChangeOrigin.ofRequest("client", PERSONAL + "request");

  /**
   * What is stored of a customer that was erased, and of its tokens; of a source's values those
   * that are kept, under the names that they have there.
   */
  private static final Set<String> LEFT =
      Set.of(
          "pk",
          "sk",
          "status",
          "created_by",
          "created_at",
          "updated_at",
          "version",
          "list_shard",
          "list_key",
          // of a token
          "merchant_token_reference",
          "expired_at",
          "expired",
          "notices",
          "removal",
          "replaced_by",
          "sources",
          "sources.source",
          "sources.status",
          "sources.cause",
          "sources.cause.by",
          "sources.cause.provider_code",
          "sources.method",
          "sources.expired_at",
          "sources.is_compliant",
          "sources.consented_at",
          "sources.id",
          "sources.kind",
          "sources.requestor_id",
          "sources.whole",
          "sources.later");

  private static final TemporaryTables TABLES = new TemporaryTables();
  private static final DynamoDbClient STORE = TABLES.client();
  private static final Settings SETTINGS = TestingSettings.of(TABLES, Map.of());

  private final MerchantId merchant = new MerchantId("m-" + UUID.randomUUID());
  private final CustomerRepository customers = new CustomerRepository(STORE, SETTINGS);
  private final PaymentTokenRepository tokens =
      new PaymentTokenRepository(STORE, customers, SETTINGS);
  private final DeregistrationRepository deregistrations =
      new DeregistrationRepository(STORE, SETTINGS);
  private final TokenReportRepository reports =
      new TokenReportRepository(STORE, customers, tokens, deregistrations, SETTINGS);
  private final DefaultTokenRepository defaults =
      new DefaultTokenRepository(STORE, customers, tokens, SETTINGS);
  private final ErasureRepository erasure = new ErasureRepository(STORE, SETTINGS.customersTable());

  @AfterAll
  static void close() {
    TABLES.close();
  }

  /**
   * A field that comes to the record, to a token or to their items fails here until it is decided.
   */
  @Test
  void nothingIsLeftThatIsNotNamed() {
    Customer customer = customer("1");
    assertThat(customer.details()).hasNoNullFieldsOrProperties();
    assertThat(customer.details().billingAddress()).hasNoNullFieldsOrProperties();
    List<PaymentToken> saved =
        List.of(
            token(customer, "living", PaymentTokenStatus.ACTIVE),
            token(customer, "ended", PaymentTokenStatus.DEACTIVATED),
            removed(token(customer, "removed", PaymentTokenStatus.ACTIVE)));
    assertThat(saved)
        .allSatisfy(
            token ->
                assertThat(token.sources().states().get(0).values())
                    .containsOnlyKeys(TokenField.values()));
    assertThat(words()).isNotEmpty();
    defaults.set(
        merchant, customer.id(), saved.get(0).id(), c -> {}, ChangeOrigin.UNKNOWN_REQUEST, NOW);
    delete(customer);

    var erased = erasure.erase(merchant, customer.id(), LATER);

    assertThat(erased.tokens()).isEqualTo(3);
    List<Map<String, AttributeValue>> left = collection(customer);
    assertThat(left).hasSize(4 + 1); // and the number of tokens
    for (Map<String, AttributeValue> item : left) {
      if (!text(item, Attributes.SK).equals("token-count")) {
        assertThat(names("", item)).isSubsetOf(LEFT);
      }
    }
    assertThat(words()).isEmpty();
  }

  /** Wherever in the table, keys of other items and of indexes among it. */
  private List<Map<String, AttributeValue>> words() {
    return items().values().stream()
        .filter(item -> item.toString().contains(merchant.value()))
        .filter(
            item ->
                item.toString().contains(PERSONAL)
                    || item.toString().contains("98765")
                    || item.toString().contains("27AAPFU0939F1ZV"))
        .toList();
  }

  @Test
  void readersSeeIdStatusAndTimesAndTheHistoryWhatWasErased() {
    Customer customer = customer("1");
    delete(customer);

    Customer erased = erasure.erase(merchant, customer.id(), LATER).customer();

    assertThat(customers.get(merchant, customer.id())).isEqualTo(erased);
    assertThat(erased.status()).isEqualTo(DELETED);
    assertThat(erased.createdAt()).isEqualTo(NOW);
    assertThat(erased.updatedAt()).isEqualTo(LATER);
    assertThat(erased.isErased()).isTrue();
    HistoryEntry entry = history(customer).get(0);
    assertThat(entry.version()).isEqualTo(erased.version());
    assertThat(entry.at()).isEqualTo(LATER);
    assertThat(entry.origin()).isEqualTo(ChangeOrigin.OPERATOR);
    assertThat(entry.fields())
        .contains("first_name", "mobile_number", "billing_address.city", "custom_fields.level");
    assertThat(entry.toString()).doesNotContain(PERSONAL);
  }

  @Test
  void whatACustomerWasFoundByIsFreeForAnother() {
    Customer customer = customer("1");
    delete(customer);

    erasure.erase(merchant, customer.id(), LATER);

    Customer another = customer("1");
    assertThat(another.id()).isNotEqualTo(customer.id());
    assertThat(customers.get(merchant, another.id()).details()).isEqualTo(another.details());
  }

  @Test
  void whatAnotherHasTakenByThenStaysItsOwn() {
    Customer customer = customer("1");
    delete(customer);
    Customer another = customer("1");

    erasure.erase(merchant, customer.id(), LATER);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> customers.insert(Customer.create(id(), merchant, renamed(another), NOW)))
        .returns(ErrorCode.DUPLICATE_REQUEST, ApiException::code);
  }

  private static CustomerDetails renamed(Customer customer) {
    CustomerDetails old = customer.details();
    return new CustomerDetails(
        old.merchantCustomerReference(), "Other", null, null, null, null, null, null, null, null);
  }

  @Test
  void secondTimeAndEverybodyElseAreLeftAsTheyAre() {
    Customer customer = customer("1");
    token(customer, "1", PaymentTokenStatus.ACTIVE);
    Customer other = customer("2");
    token(other, "2", PaymentTokenStatus.ACTIVE);
    delete(customer);
    var before = items();

    erasure.erase(merchant, customer.id(), LATER);
    var once = items();
    var again = erasure.erase(merchant, customer.id(), LATER.plusSeconds(1));

    assertThat(again.tokens()).isZero();
    assertThat(items()).isEqualTo(once);
    before.keySet().removeIf(key -> key.contains(customer.id().value()) || isClaim(key, "1"));
    once.keySet().removeIf(key -> key.contains(customer.id().value()));
    assertThat(once).isEqualTo(before);
  }

  private boolean isClaim(String key, String reference) {
    return key.equals("%s#reference#%s%s reference".formatted(merchant, PERSONAL, reference));
  }

  /** The tokens are erased first, so that what is left is done when it is begun again. */
  @Test
  void erasureThatWasEndedIsCompletedByTheNext() {
    Customer customer = customer("1");
    PaymentToken token = token(customer, "1", PaymentTokenStatus.ACTIVE);
    token(customer, "2", PaymentTokenStatus.ACTIVE);
    delete(customer);
    PaymentToken half = tokens.get(merchant, customer.id(), token.id()).erase(LATER).nextVersion();
    STORE.putItem(put -> put.tableName(SETTINGS.customersTable()).item(PaymentTokenItem.of(half)));

    assertThat(erasure.erase(merchant, customer.id(), LATER).tokens()).isEqualTo(1);

    assertThat(words()).isEmpty();
  }

  @Test
  void onlyADeletedCustomerIsErased() {
    Customer customer = customer("1");
    token(customer, "1", PaymentTokenStatus.ACTIVE);
    var before = items();

    assertIsNotErased(customer, LATER, Hindrance.NOT_DELETED);
    assertThat(items()).isEqualTo(before);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> erasure.hindrance(merchant, id(), LATER))
        .returns(ErrorCode.CUSTOMER_NOT_FOUND, ApiException::code);
  }

  private void assertIsNotErased(Customer customer, Instant now, Hindrance hindrance) {
    assertThat(erasure.hindrance(merchant, customer.id(), now)).contains(hindrance);
    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> erasure.erase(merchant, customer.id(), now))
        .returns(ErrorCode.INVALID_USER_ACCOUNT, ApiException::code)
        .withMessage(hindrance.reason());
  }

  /** Their answers hold the customer, and are kept for 24 hours, to the end of the second. */
  @Test
  void nobodyIsErasedWhileRepeatedRequestsAreAnsweredWithTheCustomer() {
    Customer customer = customer("1");
    delete(customer);
    Instant last = DELETION.plus(Duration.ofHours(24)).plusSeconds(1);

    assertIsNotErased(customer, last, Hindrance.STILL_ANSWERED);
    Instant now = last.plusNanos(1_000);

    assertThat(erasure.erase(merchant, customer.id(), now).customer().isErased()).isTrue();
    assertThat(erasure.hindrance(merchant, customer.id(), now)).isEmpty();
  }

  /** The tables hold microseconds. */
  @Test
  void ownWriteIsKnownAgainWhereItsAnswerWasLost() {
    Customer active = customer("1");
    Customer deleted = active.update(active.details(), DELETED, DELETION).nextVersion();
    TokenNotice notice = notice(PaymentTokenStatus.ACTIVE).of(active, "token-1");
    var dynamoDb = new TestingDynamoDb();
    dynamoDb.put(CustomerItem.of(deleted));
    dynamoDb.put(List.of(PaymentToken.create(new PaymentTokenId("t"), notice, NOW).nextVersion()));
    dynamoDb.repeatNextWrite(() -> dynamoDb.repeatNextWrite(() -> {}));

    var erased =
        new ErasureRepository(dynamoDb, TestingSettings.of().customersTable())
            .erase(merchant, deleted.id(), MicrosecondClock.system().instant());

    assertThat(erased.tokens()).isEqualTo(1);
    assertThat(dynamoDb.requests()).filteredOn(PutItemRequest.class::isInstance).hasSize(2);
  }

  /** Otherwise the token would look as if it had ended, and its provider would never be asked. */
  @Test
  void providersAreAskedBeforeAnythingIsErased() {
    Customer customer = customer("1");
    PaymentToken token = token(customer, "1", PaymentTokenStatus.ACTIVE);
    deleteUnasked(customer);

    var before = items();

    assertIsNotErased(customer, LATER, Hindrance.PROVIDERS_NOT_ASKED);
    assertThat(items()).isEqualTo(before);
    askForTokensOf(customer);

    assertThat(erasure.hindrance(merchant, customer.id(), LATER)).isEmpty();
    erasure.erase(merchant, customer.id(), LATER);
    assertThat(open(token)).isTrue();
  }

  @Test
  void providersAnswerIsTakenAndNothingElseOfIt() {
    Customer customer = customer("1");
    PaymentToken token = token(customer, "1", PaymentTokenStatus.ACTIVE);
    delete(customer);
    erasure.erase(merchant, customer.id(), LATER);
    var erased = collection(customer);

    var answered =
        reports.record(
            notice(PaymentTokenStatus.DEACTIVATED)
                .at(2L, LATER.plusSeconds(60))
                .of(customer, "token-1"),
            LATER.plusSeconds(61));

    assertThat(answered.result()).isEqualTo(NoticeResult.STORED);
    assertThat(open(token)).isFalse();
    assertThat(collection(customer)).isEqualTo(erased);
    assertThat(words()).isEmpty();
    var changed =
        notice(PaymentTokenStatus.ACTIVE)
            .at(3L, LATER.plusSeconds(70))
            .change(new TokenAddress(null, "token-1"), TokenField.NETWORK_NAME);
    assertThat(reports.record(changed, LATER.plusSeconds(71)).result())
        .isEqualTo(NoticeResult.NOT_WANTED);
    assertThat(words()).isEmpty();
  }

  private boolean open(PaymentToken token) {
    return deregistrations.unanswered().stream()
        .anyMatch(asked -> asked.tokenId().equals(token.id()));
  }

  private Customer customer(String reference) {
    var address =
        new Address(
            PERSONAL + "house",
            PERSONAL + "street",
            PERSONAL + "area",
            "560001",
            PERSONAL + "city",
            PERSONAL + "state",
            PERSONAL + "country",
            PERSONAL + "name",
            PERSONAL + "type",
            "billing");
    var details =
        new CustomerDetails(
            PERSONAL + reference,
            PERSONAL + "first",
            PERSONAL + "last",
            "91",
            "9876500001",
            PERSONAL + "@example.com",
            address,
            address,
            "27AAPFU0939F1ZV",
            Map.of(PERSONAL + "key", PERSONAL + "value"),
            PERSONAL + "organisation",
            "hi",
            new TreeMap<>(Map.of("level", BigDecimal.ONE, "nick", PERSONAL + "nick")));
    return customers.insert(
        Customer.create(id(), merchant, details, ACTIVE, NOW).withCreator(REQUEST));
  }

  private static CustomerId id() {
    return CustomerId.random(NOW);
  }

  private PaymentToken token(Customer customer, String name, PaymentTokenStatus status) {
    TestingNotices notice = notice(status).with(TokenField.PROVIDER_TOKEN_ID, "id-" + name);
    return reports.record(notice.of(customer, "token-" + name), NOW).token();
  }

  /** Returns what says something of every field there is. */
  private TestingNotices notice(PaymentTokenStatus status) {
    TestingNotices notice = TestingNotices.active(merchant, NOW);
    for (TokenField field : TokenField.values()) {
      notice = notice.with(field, value(field, status));
    }
    return notice;
  }

  private static Object value(TokenField field, PaymentTokenStatus status) {
    if (field == TokenField.STATUS) {
      var cause = new StatusCause(StatusCause.Party.ISSUER, PERSONAL + "reason", "code");
      return new StatusReport(status, PERSONAL + "words", cause);
    }
    if (field == TokenField.PAYMENT_METHOD) {
      return PaymentMethod.CARD;
    }
    if (field == TokenField.KIND) {
      return TokenKind.NETWORK;
    }
    if (field == TokenField.MERCHANT_METADATA) {
      return Map.of(PERSONAL + "key", PERSONAL + "value");
    }
    if (field.type() == Boolean.class) {
      return true;
    }
    if (field.type() == Instant.class) {
      return NOW.plus(Duration.ofDays(300));
    }
    return Set.of(TokenField.PROVIDER_TOKEN_ID, TokenField.REQUESTOR_ID).contains(field)
        ? "id"
        : PERSONAL + field.key();
  }

  private PaymentToken removed(PaymentToken token) {
    return tokens.update(
        merchant,
        token.customerId(),
        token.id(),
        read ->
            read.remove(new TokenRemoval(PERSONAL + "removal", Map.of("k", PERSONAL + "v")), NOW),
        ChangeOrigin.UNKNOWN_REQUEST,
        IdempotentWrite.none());
  }

  private void delete(Customer customer) {
    deleteUnasked(customer);
    askForTokensOf(customer);
  }

  private void deleteUnasked(Customer customer) {
    customers.update(
        merchant,
        customer.id(),
        read -> read.update(read.details(), DELETED, DELETION),
        REQUEST,
        IdempotentWrite.none());
  }

  private void askForTokensOf(Customer customer) {
    for (int shard = 0; shard < DeregistrationRepository.SHARDS; shard++) {
      for (var due : deregistrations.toSend(shard).due()) {
        deregistrations.open(due).forEach(asked -> deregistrations.sent(asked, LATER));
        deregistrations.done(due);
      }
    }
    assertThat(customers.get(merchant, customer.id()).status()).isEqualTo(DELETED);
  }

  private List<HistoryEntry> history(Customer customer) {
    return new HistoryRepository(STORE, customers, new Cursors(STORE, SETTINGS), SETTINGS)
        .get(merchant, customer.id(), 10, null, LATER)
        .entries();
  }

  private List<Map<String, AttributeValue>> collection(Customer customer) {
    String pk = CustomerItem.partitionKey(merchant, customer.id());
    return items().values().stream().filter(item -> text(item, Attributes.PK).equals(pk)).toList();
  }

  private static Map<String, Map<String, AttributeValue>> items() {
    return STORE
        .scanPaginator(scan -> scan.tableName(SETTINGS.customersTable()).consistentRead(true))
        .items()
        .stream()
        .collect(
            toMap(
                item -> text(item, Attributes.PK) + " " + text(item, Attributes.SK),
                item -> item,
                (one, other) -> one,
                TreeMap::new));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Attributes.of(item).requiredText(name);
  }

  private static Set<String> names(String parent, Map<String, AttributeValue> item) {
    Set<String> names = new HashSet<>();
    item.forEach(
        (name, value) -> {
          names.add(parent + name);
          List<AttributeValue> nested = new ArrayList<>(List.of(value));
          if (value.hasL()) {
            nested.addAll(value.l());
          }
          nested.stream()
              .filter(AttributeValue::hasM)
              .forEach(one -> names.addAll(names(parent + name + ".", one.m())));
        });
    return names;
  }
}
