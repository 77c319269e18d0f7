package org.clientele.store.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.ChangeOrigin.CLOCK;
import static org.clientele.customer.ChangeOrigin.PROVIDER;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.error.ErrorCode.CUSTOMER_CHANGED;
import static org.clientele.error.ErrorCode.CUSTOMER_NOT_FOUND;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.clientele.TestingSettings;
import org.clientele.customer.Address;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.HistoryEntry;
import org.clientele.customer.HistoryPage;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.token.DueTokenRepository;
import org.clientele.store.token.DueTokenRepository.DueToken;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.clientele.token.TokenRemoval;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

class HistoryRepositoryTest {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant EXPIRY = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant LATER = EXPIRY.plusSeconds(60);
  private static final ChangeOrigin CREATOR = ChangeOrigin.ofRequest("creator", "r-1");
  private static final ChangeOrigin EDITOR = ChangeOrigin.ofRequest("editor", "r-2");
  private static final int CALLERS = 8;

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final HistoryRepository histories = dynamoDb.histories(settings);
  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private final Customer customer = customers.insert(unstored("ref"));

  @Test
  void everyChangeTellsWhoMadeItWhenAndOfWhichFields() {
    Customer named = update(details("Asha", address("Pune", null), Map.of("tier", "gold")));
    Customer moved = update(details("Asha", address("Delhi", "110001"), Map.of("tier", "red")));
    Customer active = activate();
    Customer cleared = update(details(null, null, null));

    assertThat(history(LATER))
        .containsExactly(
            new HistoryEntry(
                5,
                cleared.updatedAt(),
                EDITOR,
                List.of(
                    "billing_address.city",
                    "billing_address.pincode",
                    "first_name",
                    "merchant_metadata")),
            new HistoryEntry(4, active.updatedAt(), EDITOR, List.of("status")),
            new HistoryEntry(
                3,
                moved.updatedAt(),
                EDITOR,
                List.of("billing_address.city", "billing_address.pincode", "merchant_metadata")),
            new HistoryEntry(
                2,
                named.updatedAt(),
                EDITOR,
                List.of("billing_address.city", "first_name", "merchant_metadata")),
            new HistoryEntry(1, CREATED, CREATOR, List.of()));
  }

  @Test
  void customFieldsAreToldOneByOneWhateverTheirNames() {
    update(withCustomFields(Map.of("tier", "gold", "billing_address", "Pune")));
    update(withCustomFields(Map.of("tier", "gold", "billing_address", "Delhi")));

    assertThat(history(LATER))
        .extracting(HistoryEntry::fields)
        .containsExactly(
            List.of("custom_fields.billing_address"),
            List.of("custom_fields.billing_address", "custom_fields.tier"),
            List.of());
  }

  private static CustomerDetails withCustomFields(Map<String, Object> values) {
    return new CustomerDetails(
        "ref", null, null, null, null, null, null, null, null, null, null, null, values);
  }

  @Test
  void entriesHoldNoValues() {
    update(details("Asha", address("Pune", "411001"), Map.of("tier", "gold")));

    assertThat(dynamoDb.scanPaginator(scan -> scan.tableName(settings.customersTable())).items())
        .filteredOn(item -> pk(item).startsWith(merchant + "#history#"))
        .singleElement()
        .asString()
        .contains("first_name")
        .doesNotContain("Asha", "Pune", "411001", "tier", "gold");
  }

  @Test
  void whatChangesNothingHasNoEntry() {
    update(details("Asha", null, null));

    update(details("Asha", null, null));

    assertThat(versions(LATER)).containsExactly(2L, 1L);
  }

  @Test
  void changeAndItsEntryAreOneTransactionOfTwoItems() {
    dynamoDb.forgetRequests();

    update(details("Asha", null, null));

    assertThat(dynamoDb.requests())
        .hasExactlyElementsOfTypes(GetItemRequest.class, TransactWriteItemsRequest.class);
    var transaction = (TransactWriteItemsRequest) dynamoDb.requests().get(1);
    assertThat(transaction.transactItems()).hasSize(2);
  }

  @Test
  void historyIsNoneOfTheItemsThatAreListedWithTokens() {
    IntStream.range(0, 3).forEach(i -> update(details("Asha " + "i".repeat(i), null, null)));

    assertThat(dynamoDb.scanPaginator(scan -> scan.tableName(settings.customersTable())).items())
        .filteredOn(item -> pk(item).equals(merchant + "#" + customer.id()))
        .hasSize(1);
  }

  @Test
  void changeWhoseAnswerIsLostHasOneEntry() {
    dynamoDb.loseNextAnswer();
    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> update(details("Asha", null, null)));
    update(details("Asha", null, null));
    dynamoDb.repeatNextWrite(() -> {});

    Customer last = update(details("Meera", null, null));

    assertThat(last.version()).isEqualTo(3);
    assertThat(versions(LATER)).containsExactly(3L, 2L, 1L);
  }

  @Test
  void changesAtOnceHaveAnEntryEach() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Callable<Boolean>> changes = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      ChangeOrigin origin = ChangeOrigin.ofRequest("client-" + i, "r");
      String name = "Asha " + "i".repeat(i);
      changes.add(() -> updatePersistently(name, origin));
    }
    for (Future<Boolean> change : callers.invokeAll(changes)) {
      assertThat(change.get()).isTrue();
    }
    callers.shutdown();

    List<HistoryEntry> entries = history(LATER);

    assertThat(entries)
        .extracting(HistoryEntry::version)
        .containsExactlyElementsOf(downFrom(CALLERS + 1));
    assertThat(entries.subList(0, CALLERS))
        .extracting(entry -> entry.origin().clientId())
        .doesNotHaveDuplicates()
        .allMatch(client -> String.valueOf(client).startsWith("client-"));
  }

  @Test
  void defaultTokenThatIsSetClearedOrRemovedIsAnEntryOfItsMerchant() {
    PaymentToken token = report(1, PaymentTokenStatus.ACTIVE, EXPIRY, CREATED);
    setDefault(token, CREATED);
    clearDefault(CREATED);
    setDefault(token, CREATED);

    remove(token, CREATED);

    assertThat(history(CREATED).subList(0, 4))
        .allMatch(entry -> entry.origin().equals(EDITOR))
        .allMatch(entry -> entry.fields().equals(List.of("default_token_id")))
        .extracting(HistoryEntry::version)
        .containsExactly(5L, 4L, 3L, 2L);
  }

  @Test
  void defaultTokenThatAReportEndsOrRenewsIsAnEntryOfItsProvider() {
    setDefault(report(1, PaymentTokenStatus.ACTIVE, EXPIRY, CREATED), CREATED);
    report(2, PaymentTokenStatus.ACTIVE, EXPIRY.plusSeconds(1), CREATED);

    report(3, PaymentTokenStatus.DEACTIVATED, EXPIRY.plusSeconds(1), CREATED);

    assertThat(history(CREATED))
        .extracting(HistoryEntry::origin)
        .containsExactly(PROVIDER, PROVIDER, EDITOR, CREATOR);
  }

  /** What may be done to a customer whose default token has expired. */
  static Stream<Named<Consumer<HistoryRepositoryTest>>> afterExpiry() {
    return Stream.of(
        Named.of("nothing", test -> {}),
        Named.of("update", test -> test.updateAt(LATER, "Asha")),
        Named.of(
            "two updates",
            test -> {
              test.updateAt(LATER, "Asha");
              test.updateAt(LATER, "Meera");
            }),
        Named.of("deletion", test -> test.delete(LATER)),
        Named.of("no default", test -> test.clearDefault(LATER)),
        Named.of("another default", test -> test.setDefault(test.another(), LATER)),
        Named.of("renewal", test -> test.renew(LATER)),
        Named.of("end", test -> test.report(2, PaymentTokenStatus.DEACTIVATED, EXPIRY, LATER)),
        Named.of("sweep", test -> test.sweep(LATER)),
        Named.of(
            "update, then renewal",
            test -> {
              test.updateAt(LATER, "Asha");
              test.renew(LATER);
            }),
        Named.of(
            "update, then sweep",
            test -> {
              test.updateAt(LATER, "Asha");
              test.sweep(LATER);
            }),
        Named.of(
            "sweep, then update",
            test -> {
              test.sweep(LATER);
              test.updateAt(LATER, "Asha");
            }),
        Named.of(
            "renewal, then update",
            test -> {
              test.renew(LATER);
              test.updateAt(LATER, "Asha");
            }));
  }

  @ParameterizedTest
  @MethodSource("afterExpiry")
  void everyVersionThatReadersSeeHasOneEntryAlsoThatOfAnExpiry(
      Consumer<HistoryRepositoryTest> change) {
    setDefault(report(1, PaymentTokenStatus.ACTIVE, EXPIRY, CREATED), CREATED);
    Customer expired = customers.get(merchant, id()).asOf(EXPIRY);
    assertThat(history(EXPIRY.minusNanos(1_000))).hasSize(2);

    change.accept(this);

    Instant now = LATER.plusSeconds(1);
    List<HistoryEntry> entries = history(now);
    Customer seen = customers.get(merchant, id()).asOf(now);
    assertThat(entries)
        .extracting(HistoryEntry::version)
        .containsExactlyElementsOf(downFrom(seen.version()));
    assertThat(entries.get(0).at()).isEqualTo(seen.updatedAt());
    assertThat(entries)
        .contains(new HistoryEntry(3, expired.updatedAt(), CLOCK, List.of("default_token_id")));
    assertThat(entries).extracting(HistoryEntry::origin).containsOnlyOnce(CLOCK);
    assertThat(entries).extracting(HistoryEntry::at).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void expiryThatIsStoredWhileItIsReadIsOneEntry() {
    setDefault(report(1, PaymentTokenStatus.ACTIVE, EXPIRY, CREATED), CREATED);
    var read = new TestingDynamoDb();
    read.afterNextRead(() -> updateAt(LATER, "Asha"));

    HistoryPage page = read.histories(settings).get(merchant, id(), 100, null, LATER);

    assertThat(page.entries()).extracting(HistoryEntry::version).containsExactly(4L, 3L, 2L, 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 7})
  void pagesHoldEveryEntryOnceThoughTheCustomerIsChangedMeanwhile(int limit) {
    IntStream.range(1, 6).forEach(i -> update(details("Asha " + "i".repeat(i), null, null)));
    List<Long> found = new ArrayList<>();
    String cursor = null;
    int pages = 0;
    do {
      HistoryPage page = histories.get(merchant, id(), limit, cursor, LATER);
      assertThat(page.entries()).hasSizeBetween(1, limit);
      page.entries().forEach(entry -> found.add(entry.version()));
      cursor = page.nextCursor();
      pages++;
      update(details("Meera " + "i".repeat(pages), null, null));
    } while (cursor != null);

    assertThat(found).containsExactlyElementsOf(downFrom(6));
    assertThat(pages).isEqualTo((6 + limit - 1) / limit);
  }

  @Test
  void pageCostsTwoCallsHoweverLongTheHistoryIs() {
    IntStream.range(1, 30).forEach(i -> update(details("Asha " + "i".repeat(i), null, null)));
    histories.get(merchant, id(), 20, null, LATER);
    dynamoDb.forgetRequests();

    HistoryPage page = histories.get(merchant, id(), 20, null, LATER);

    assertThat(page.entries()).hasSize(20);
    assertThat(dynamoDb.requests())
        .hasExactlyElementsOfTypes(GetItemRequest.class, QueryRequest.class);
  }

  @Test
  void cursorIsOfOneCustomersHistoryAlone() {
    Customer other = customers.insert(unstored("other"));
    update(details("Asha", null, null));
    String cursor = histories.get(merchant, id(), 1, null, LATER).nextCursor();

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> histories.get(merchant, other.id(), 1, cursor, LATER))
        .returns(INVALID_REQUEST, ApiException::code);
  }

  @Test
  void customerOfAnotherMerchantHasNoHistory() {
    var stranger = new MerchantId(UUID.randomUUID().toString());

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> histories.get(stranger, id(), 1, null, LATER))
        .returns(CUSTOMER_NOT_FOUND, ApiException::code);
  }

  private CustomerId id() {
    return customer.id();
  }

  private List<HistoryEntry> history(Instant now) {
    HistoryPage page = histories.get(merchant, id(), 100, null, now);
    assertThat(page.nextCursor()).isNull();
    return page.entries();
  }

  private List<Long> versions(Instant now) {
    return history(now).stream().map(HistoryEntry::version).toList();
  }

  private static List<Long> downFrom(long version) {
    return LongStream.iterate(version, next -> next - 1).limit(version).boxed().toList();
  }

  private static String pk(Map<String, ?> item) {
    return item.get(Attributes.PK) instanceof AttributeValue value ? value.s() : "";
  }

  private Customer unstored(String reference) {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    return Customer.create(CustomerId.random(CREATED), merchant, details, CREATED)
        .withCreator(CREATOR);
  }

  private static CustomerDetails details(
      @Nullable String firstName,
      @Nullable Address billing,
      @Nullable Map<String, String> metadata) {
    return new CustomerDetails(
        "ref", firstName, null, null, null, null, billing, null, null, metadata);
  }

  private static Address address(String city, @Nullable String pincode) {
    return new Address(null, null, null, pincode, city, null, null, null, null, null);
  }

  private static <T> IdempotentWrite<T> none() {
    return IdempotentWrite.none();
  }

  private Customer activate() {
    return customers.update(
        merchant, id(), read -> read.update(read.details(), ACTIVE, CREATED), EDITOR, none());
  }

  private void delete(Instant now) {
    customers.update(merchant, id(), read -> read.update(read.details(), DELETED, now));
  }

  private Customer update(CustomerDetails details) {
    return customers.update(
        merchant,
        id(),
        read -> read.update(details, read.status(), CREATED.plusSeconds(1)),
        EDITOR,
        none());
  }

  private void updateAt(Instant now, String name) {
    customers.update(
        merchant,
        id(),
        read -> read.update(details(name, null, null), read.status(), now),
        EDITOR,
        none());
  }

  private boolean updatePersistently(String name, ChangeOrigin origin) {
    for (int i = 0; i < 100; i++) {
      try {
        customers.update(
            merchant,
            id(),
            read -> read.update(details(name, null, null), read.status(), CREATED),
            origin,
            none());
        return true;
      } catch (ApiException e) {
        assertThat(e.code()).isEqualTo(CUSTOMER_CHANGED);
      }
    }
    return false;
  }

  private void setDefault(PaymentToken token, Instant now) {
    dynamoDb.defaults(settings).set(merchant, id(), token.id(), read -> {}, EDITOR, now);
  }

  private void clearDefault(Instant now) {
    dynamoDb.defaults(settings).clear(merchant, id(), read -> {}, EDITOR, now);
  }

  private void remove(PaymentToken token, Instant now) {
    dynamoDb
        .tokens(settings)
        .update(
            merchant,
            id(),
            token.id(),
            read -> read.remove(new TokenRemoval("removal", null), now),
            EDITOR,
            none());
  }

  private PaymentToken another() {
    return report("other", 1, PaymentTokenStatus.ACTIVE, null, LATER);
  }

  private void renew(Instant now) {
    report(2, PaymentTokenStatus.ACTIVE, LATER.plusSeconds(3_600), now);
  }

  private void sweep(Instant now) {
    DueTokenRepository due = dynamoDb.dueTokens(settings);
    for (int shard = 0; shard < DueTokenRepository.SHARDS; shard++) {
      List<DueToken> ours =
          due.find(shard, now).tokens().stream()
              .filter(token -> pk(token.key()).contains(id().value()))
              .toList();
      if (!ours.isEmpty()) {
        assertThat(due.deactivate(ours).swept()).isEqualTo(1);
      }
    }
  }

  private PaymentToken report(
      long sequence, PaymentTokenStatus status, @Nullable Instant expiry, Instant now) {
    return report("token", sequence, status, expiry, now);
  }

  private PaymentToken report(
      String name,
      long sequence,
      PaymentTokenStatus status,
      @Nullable Instant expiry,
      Instant now) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(values, new StatusReport(status, null, null));
    TokenField.PAYMENT_METHOD.put(values, PaymentMethod.UPI);
    TokenField.EXPIRED_AT.put(values, expiry);
    TokenNotice notice =
        TokenNotice.whole(
            merchant, "tsp", new SourcePosition(sequence, CREATED), null, name, id(), values, null);
    return dynamoDb.reports(settings).record(notice, now).token();
  }
}
