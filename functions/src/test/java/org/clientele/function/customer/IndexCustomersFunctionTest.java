package org.clientele.function.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.customer.CustomerStatus.INACTIVE;
import static org.clientele.customer.CustomerStatus.SUSPENDED;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.TestingApi;
import org.clientele.TestingLog;
import org.clientele.TestingNames;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.CustomerStatus;
import org.clientele.embedded.TableStream;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchQuery;
import org.clientele.search.SearchText;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.customer.CustomerPage;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.search.CustomerCounts;
import org.clientele.store.search.SearchIndex;
import org.clientele.store.search.SearchRebuild;
import org.clientele.store.search.SearchRepository;
import org.clientele.stream.StreamAdapter;
import org.clientele.stream.StreamEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The index as the stream makes it, and what searches find by it. More customers and queries, and a
 * seed, by {@code -Dclientele.full} and {@code -Dclientele.seed}.
 */
class IndexCustomersFunctionTest {

  private static final boolean FULL = System.getProperty("clientele.full") != null;
  private static final int CUSTOMERS = FULL ? 20_000 : 120;
  private static final int QUERIES = FULL ? 2_000 : 25;
  private static final int KILLS = FULL ? 50 : 4;
  private static final long SEED = Long.getLong("clientele.seed", 15);

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CustomerFilter ALL =
      new CustomerFilter(null, null, null, null, null, null, null);
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

  private final MerchantId merchant = new MerchantId("m-" + CustomerId.random(NOW));
  private final RandomGenerator random = new SplittableRandom(SEED);
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of();
  private final CustomerCounts counts = dynamoDb.counts(settings);
  private final SearchRepository search = dynamoDb.searches(settings);
  private final IndexCustomersFunction function =
      new IndexCustomersFunction(
          new StreamAdapter(TestingApi.json(settings), Clock.systemUTC(), settings),
          new SearchIndex(dynamoDb, settings),
          counts);
  private final Map<CustomerId, Customer> model = new HashMap<>();
  private final Map<Customer, List<String>> folded = new HashMap<>();
  private final TableStream stream =
      TableStream.fromNow(TestingDynamoDb.tables().endpoint(), settings.customersTable())
          .orElseThrow();

  @AfterEach
  void closeStream() {
    stream.close();
  }

  @Test
  void searchFindsWhatAPlainModelFindsOnceTheStreamIsDrained() {
    storeMany();
    assertThat(drain()).isPositive();

    long hits = 0;
    for (int i = 0; i < QUERIES; i++) {
      String typed = typed();
      dynamoDb.forgetRequests();
      List<CustomerId> found = walk(typed, random.nextInt(50, 101));
      assertThat(found).as("seed %d: %s", SEED, typed).doesNotHaveDuplicates();
      assertThat(Set.copyOf(found)).as("seed %d: %s", SEED, typed).isEqualTo(expected(typed));
      hits += found.size();
    }
    System.out.printf(
        "Search: seed %d, %d queries over %d customers, %d hits%n", SEED, QUERIES, CUSTOMERS, hits);
  }

  @Test
  void pagesOfOneCustomerGiveEachOfThemOnce() {
    List<CustomerId> ashas =
        IntStream.range(0, 6)
            .mapToObj(i -> store(named("Asha", "Ashan " + i, "98765%05d".formatted(98765 + i))))
            .map(Customer::id)
            .toList();
    drain();

    assertThat(walk("asha", 1)).containsExactlyInAnyOrderElementsOf(ashas);
    assertThat(walk("9876", 1)).isEmpty();
    assertThat(walk("98765", 3)).hasSize(1);
  }

  @Test
  void pageTakesOneReadOfEachPartitionAndOneOfTheCustomers() {
    store(named("Asha", "Rao", "9876543210"));
    drain();

    for (String typed : List.of("asha", "9876543210", "order-00000", "nobody")) {
      dynamoDb.forgetRequests();
      search.search(merchant, SearchQuery.of(typed), ALL, 20, null, NOW);
      List<DynamoDbRequest> asked = dynamoDb.requests();
      assertThat(asked.stream().filter(QueryRequest.class::isInstance)).hasSizeBetween(16, 17);
      assertThat(asked.stream().filter(BatchGetItemRequest.class::isInstance))
          .hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void changedEntriesAloneAreWritten() {
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    drain();
    dynamoDb.forgetRequests();

    store(changed(asha, named("Usha", "Rao", "9876543210"), INACTIVE));
    drain();
    assertThat(writes()).hasSize(2);

    dynamoDb.forgetRequests();
    store(changed(asha, named("Usha", "Rao", "9876543210"), ACTIVE));
    drain();
    assertThat(writes()).isEmpty();
  }

  @Test
  void totalIsOfTheStatusesThatAreAskedForHoweverOftenAChangeComes() {
    List<Customer> all =
        IntStream.range(0, 10).mapToObj(i -> store(TestingNames.details(random, i))).toList();
    List<StreamEvent> first = new ArrayList<>();
    drain(first::add);
    store(changed(all.get(0), all.get(0).details(), ACTIVE));
    store(changed(all.get(1), all.get(1).details(), SUSPENDED));
    store(changed(all.get(2), all.get(2).details(), DELETED));
    List<StreamEvent> second = new ArrayList<>();
    drain(second::add);

    Stream.of(first, first, second, first, second).flatMap(List::stream).forEach(this::handled);

    assertThat(counts.total(merchant, List.of(INACTIVE))).isEqualTo(7);
    assertThat(counts.total(merchant, List.of(ACTIVE, SUSPENDED))).isEqualTo(2);
    assertThat(counts.total(merchant, List.of(CustomerStatus.values()))).isEqualTo(10);
  }

  @Test
  void deletedCustomersHaveNoEntries() {
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    drain();
    assertThat(entries()).isNotEmpty();

    store(changed(asha, asha.details(), DELETED));
    drain();
    assertThat(entries()).isEmpty();
  }

  /** As after a day's outage. */
  @Test
  void erasureDeletesTheEntriesThatAMissedDeletionHasLeft() {
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    drain();
    Customer deleted = store(changed(asha, asha.details(), DELETED));
    stream.drain(records -> true);
    assertThat(entries()).isNotEmpty();

    store(deleted.erase(NOW).nextVersion());
    drain();

    assertThat(entries()).isEmpty();
  }

  @Test
  void whatTheIndexHasOfACustomerThatHasChangedSinceIsNoHit() {
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    drain();

    store(changed(asha, named("Usha", "Rao", "9876543210"), INACTIVE));

    assertThat(walk("asha", 20)).isEmpty();
    assertThat(walk("rao", 20)).containsExactly(asha.id());
  }

  @Test
  void anotherMerchantsCustomersAreNotFound() {
    store(named("Asha", "Rao", "9876543210"));
    drain();

    var page = search.search(new MerchantId("other"), SearchQuery.of("asha"), ALL, 20, null, NOW);

    assertThat(page.customers()).isEmpty();
    assertThat(page.nextCursor()).isNull();
  }

  @Test
  void batchThatFailsIsReportedFromItsFirstRecordAndComesAgain() {
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    dynamoDb.failNext(SdkClientException.create("out"));

    assertThat(drain()).isZero();
    assertThat(drain()).isEqualTo(1);
    assertThat(walk("asha", 20)).containsExactly(asha.id());
  }

  @Test
  void itemOutOfItsFormIsCountedAndHoldsNoOtherUp() {
    Map<String, AttributeValue> broken =
        Map.of(
            "pk", AttributeValue.fromS(merchant + "#broken"),
            "sk", AttributeValue.fromS("customer"));
    dynamoDb.put(broken);
    Customer asha = store(named("Asha", "Rao", "9876543210"));
    try (var log = new TestingLog(StreamAdapter.class)) {
      assertThat(drain()).isEqualTo(2);
      assertThat(log.lines()).last().asString().contains("\"unreadable\":1", "\"records\":2");
      assertThat(log.lines()).noneMatch(line -> line.contains("Asha"));
    }

    assertThat(walk("asha", 20)).containsExactly(asha.id());
    delete(broken);
  }

  @Test
  void eventThatIsNotOfAStreamIsThrownBack() {
    var noNumber = new StreamEvent(List.of(new StreamEvent.Item(null)));

    assertThatIllegalArgumentException().isThrownBy(() -> function.handle(null));
    assertThatIllegalArgumentException().isThrownBy(() -> function.handle(new StreamEvent(null)));
    assertThatIllegalArgumentException().isThrownBy(() -> function.handle(noNumber));
    assertThat(function.handle(new StreamEvent(List.of())).getBatchItemFailures()).isEmpty();
  }

  @Test
  void rebuiltIndexIsWhatTheCustomersAreHoweverOftenIndexingWasKilled() {
    storeMany();
    for (int kill = 0; kill < KILLS; kill++) {
      dynamoDb.killAfterWrites(random.nextInt(6));
      // What is not handled is lost, as after a day's outage.
      stream.drain(
          records -> {
            try {
              handled(event(records));
            } catch (SdkClientException e) {
              // killed
            }
            return true;
          });
      model.values().stream()
          .filter(one -> one.status() != DELETED)
          .limit(20)
          .map(one -> changed(one, TestingNames.details(random, 7), one.status()))
          .toList()
          .forEach(this::store);
    }
    dynamoDb.killAfterWrites(Integer.MAX_VALUE);

    SearchRebuild.Result first = rebuild();
    SearchRebuild.Result second = rebuild();

    assertThat(first.added()).isPositive();
    assertThat(first.removed()).isPositive();
    assertThat(second.added() + second.removed()).isZero();
    System.out.printf("Search: seed %d, rebuilt after %d kills: %s%n", SEED, KILLS, first);
    for (CustomerStatus status : CustomerStatus.values()) {
      assertThat(counts.total(merchant, List.of(status)))
          .isEqualTo(model.values().stream().filter(one -> one.status() == status).count());
    }
    for (int i = 0; i < QUERIES / 5; i++) {
      String typed = typed();
      assertThat(Set.copyOf(walk(typed, 100))).as(typed).isEqualTo(expected(typed));
    }
  }

  @Test
  void customerThatCannotBeReadHoldsUpNoRebuildAndIsNotFound() {
    Customer broken = store(named("Asha", "Rao", "9876543210"));
    Customer other = store(named("Usha", "Sen", "9876543211"));
    drain();
    Map<String, AttributeValue> noForm = CustomerItem.key(merchant, broken.id());
    dynamoDb.put(noForm);

    assertThat(rebuild().unreadable()).isPositive();

    assertThat(walk("asha", 20)).isEmpty();
    assertThat(walk("usha", 20)).containsExactly(other.id());
    delete(noForm);
  }

  @Test
  void customersThatAreGoneAreNotCountedOnceTheirIndexIsRebuilt() {
    List<Customer> all =
        IntStream.range(0, 3).mapToObj(i -> store(TestingNames.details(random, i))).toList();
    drain();
    delete(CustomerItem.key(merchant, all.get(0).id()));
    delete(CustomerItem.key(merchant, all.get(1).id()));
    assertThat(counts.total(merchant, List.of(INACTIVE))).isEqualTo(3);

    rebuild();
    rebuild();

    assertThat(counts.total(merchant, List.of(INACTIVE))).isEqualTo(1);
    drain();
    assertThat(counts.total(merchant, List.of(INACTIVE))).as("as the stream says too").isEqualTo(1);
  }

  private SearchRebuild.Result rebuild() {
    return new SearchRebuild(dynamoDb, settings.customersTable(), settings.searchTable()).run();
  }

  /** Stores customers, then changes and deletes some. */
  private void storeMany() {
    List<Customer> created =
        IntStream.range(0, CUSTOMERS)
            .mapToObj(number -> customer(TestingNames.details(random, number)))
            .toList();
    put(created);
    List<Customer> later = new ArrayList<>();
    for (Customer customer : created) {
      switch (random.nextInt(10)) {
        case 0 -> later.add(changed(customer, customer.details(), DELETED));
        case 1 -> later.add(changed(customer, TestingNames.details(random, 1), ACTIVE));
        default -> {}
      }
    }
    put(later);
  }

  private static CustomerDetails named(String firstName, String lastName, String mobileNumber) {
    return new CustomerDetails(
        "order-000001", firstName, lastName, "91", mobileNumber, null, null, null, null, null);
  }

  private Customer customer(CustomerDetails details) {
    return Customer.create(CustomerId.random(NOW), merchant, details, NOW).nextVersion();
  }

  private static Customer changed(Customer customer, CustomerDetails details, CustomerStatus to) {
    return customer.update(details, to, NOW).nextVersion();
  }

  private Customer store(CustomerDetails details) {
    return store(customer(details));
  }

  private Customer store(Customer customer) {
    put(List.of(customer));
    return customer;
  }

  private void put(List<Customer> customers) {
    for (int begin = 0; begin < customers.size(); begin += 25) {
      List<WriteRequest> puts =
          customers.subList(begin, Math.min(begin + 25, customers.size())).stream()
              .map(CustomerItem::of)
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList();
      TestingDynamoDb.tables()
          .client()
          .batchWriteItem(batch -> batch.requestItems(Map.of(settings.customersTable(), puts)));
    }
    customers.forEach(customer -> model.put(customer.id(), customer));
  }

  private void delete(Map<String, AttributeValue> key) {
    TestingDynamoDb.tables()
        .client()
        .deleteItem(delete -> delete.tableName(settings.customersTable()).key(key));
  }

  private int drain() {
    return drain(event -> {});
  }

  private int drain(java.util.function.Consumer<StreamEvent> also) {
    return stream.drain(
        records -> {
          StreamEvent event = event(records);
          also.accept(event);
          return handled(event);
        });
  }

  private static StreamEvent event(List<Record> records) {
    return JSON.convertValue(TableStream.event(records, Duration.ZERO), StreamEvent.class);
  }

  private boolean handled(StreamEvent event) {
    List<BatchItemFailure> failures = function.handle(event).getBatchItemFailures();
    String first =
        Stream.ofNullable(event.records())
            .flatMap(List::stream)
            .map(StreamEvent.Item::write)
            .map(write -> write == null ? null : write.sequenceNumber())
            .findFirst()
            .orElse(null);
    assertThat(failures)
        .extracting(BatchItemFailure::getItemIdentifier)
        .isSubsetOf(Collections.singletonList(first));
    return failures.isEmpty();
  }

  private List<WriteRequest> writes() {
    return dynamoDb.requests().stream()
        .filter(BatchWriteItemRequest.class::isInstance)
        .map(BatchWriteItemRequest.class::cast)
        .flatMap(request -> request.requestItems().values().stream())
        .flatMap(List::stream)
        .toList();
  }

  private List<Map<String, AttributeValue>> entries() {
    return dynamoDb.scanPaginator(scan -> scan.tableName(settings.searchTable())).items().stream()
        .filter(
            item ->
                Attributes.of(item)
                    .requiredText(Attributes.PK)
                    .matches(merchant + "#(text|mobile)#.*"))
        .toList();
  }

  private List<CustomerId> walk(String typed, int limit) {
    List<CustomerId> found = new ArrayList<>();
    String next = null;
    do {
      CustomerPage page = search.search(merchant, SearchQuery.of(typed), ALL, limit, next, NOW);
      assertThat(page.customers()).hasSizeLessThanOrEqualTo(limit);
      page.customers().forEach(customer -> found.add(customer.id()));
      next = page.nextCursor();
    } while (next != null);
    return found;
  }

  private Set<CustomerId> expected(String typed) {
    Set<CustomerId> expected = new HashSet<>();
    String text = SearchText.fold(typed);
    String digits = typed.matches("[0-9]{4,}") ? typed : null;
    for (Customer customer : model.values()) {
      CustomerDetails details = customer.details();
      boolean beginsSo =
          folded.computeIfAbsent(customer, IndexCustomersFunctionTest::texts).stream()
              .anyMatch(field -> field.startsWith(text));
      boolean endsSo =
          digits != null
              && details.mobileNumber() != null
              && (details.countryCode() + details.mobileNumber()).endsWith(digits);
      if (customer.status() != DELETED && (beginsSo || endsSo)) {
        expected.add(customer.id());
      }
    }
    return expected;
  }

  private static List<String> texts(Customer customer) {
    CustomerDetails details = customer.details();
    String full =
        Stream.of(details.firstName(), details.lastName())
            .filter(Objects::nonNull)
            .reduce((first, last) -> first + " " + last)
            .orElse(null);
    return Stream.of(
            details.firstName(),
            details.lastName(),
            full,
            details.emailId(),
            details.merchantCustomerReference())
        .filter(Objects::nonNull)
        .map(SearchText::fold)
        .toList();
  }

  /** Returns the beginning of something that a customer has, or the end of its mobile number. */
  private String typed() {
    Predicate<@Nullable String> isLong = text -> text != null && text.length() >= 4;
    List<Customer> all = List.copyOf(model.values());
    while (true) {
      CustomerDetails any = all.get(random.nextInt(all.size())).details();
      String field =
          switch (random.nextInt(6)) {
            case 0 -> any.firstName();
            case 1 -> any.lastName();
            case 2 -> any.firstName() + " " + any.lastName();
            case 3 -> any.emailId();
            case 4 -> any.merchantCustomerReference();
            default -> any.mobileNumber();
          };
      if (field == null || !isLong.test(field)) {
        continue;
      }
      String typed =
          field.matches("[0-9]+")
              ? field.substring(field.length() - random.nextInt(4, field.length() + 1))
              : field.substring(0, random.nextInt(3, field.length() + 1));
      String folded = SearchText.fold(typed);
      if (folded.codePointCount(0, folded.length()) >= 3) {
        return random.nextBoolean() ? typed : typed.toUpperCase(java.util.Locale.ROOT);
      }
    }
  }
}
