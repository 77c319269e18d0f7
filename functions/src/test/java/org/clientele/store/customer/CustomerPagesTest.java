package org.clientele.store.customer;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;
import static org.clientele.customer.CustomerStatus.INACTIVE;
import static org.clientele.customer.CustomerStatus.SUSPENDED;
import static org.clientele.error.ErrorCode.INVALID_REQUEST;
import static org.clientele.error.ErrorCode.RATE_LIMITED;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerFilter;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.dynamodb.Attributes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** More customers and walks with {@code -Dclientele.full}. */
class CustomerPagesTest {

  private static final boolean FULL = System.getProperty("clientele.full") != null;
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00.123456Z");
  private static final Instant NOW = CREATED.plusSeconds(3600);
  private static final CustomerFilter ALL = filter(null, null, null, null);

  private final MerchantId merchant = new MerchantId("m-" + CustomerId.random(CREATED));
  private final Settings settings = TestingSettings.of();
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final CustomerPages pages = dynamoDb.pages(settings);

  @ParameterizedTest
  @ValueSource(ints = {7, 20, 40, 100})
  void walkGivesEveryCustomerOnceNewestFirst(int limit) {
    List<Customer> stored = stored(40);

    List<List<Customer>> walk = walk(ALL, limit);

    assertThat(walk.stream().flatMap(List::stream)).containsExactlyElementsOf(newestFirst(stored));
    assertThat(walk).as("no page is short but the last").hasSize((40 + limit - 1) / limit);
  }

  @Test
  void merchantWithoutCustomersHasOneEmptyPage() {
    assertThat(pages.list(merchant, ALL, 20, null, NOW))
        .isEqualTo(new CustomerPage(List.of(), null));
  }

  @Test
  void otherMerchantsCustomersAreNotListed() {
    stored(3);

    assertThat(pages.list(new MerchantId(merchant + "0"), ALL, 20, null, NOW).customers())
        .isEmpty();
  }

  /** They were stored when there were fewer partitions. */
  @Test
  void customersInTheFirstSixteenPartitionsAreListedBeforeAndAfterTheyChange() {
    List<Customer> stored = stored(60);
    dynamoDb.putItems(
        stored.stream()
            .map(
                customer -> {
                  var item = new HashMap<>(CustomerItem.of(customer));
                  int shard = Math.floorMod(customer.id().value().hashCode(), 16);
                  item.put("list_shard", AttributeValue.fromS(merchant + "#" + shard));
                  return (Map<String, AttributeValue>) item;
                })
            .toList());
    assertThat(walked(ALL, 20)).containsExactlyElementsOf(newestFirst(stored));

    List<Customer> changed =
        stored.stream().map(customer -> customer.update(customer.details(), ACTIVE, NOW)).toList();
    put(changed);

    assertThat(walked(ALL, 20)).containsExactlyElementsOf(newestFirst(changed));
  }

  @Test
  void filtersAreOfTheCustomersAsTheyAreNow() {
    Customer active = customer(1, ACTIVE, named("91", "9000000001", "asha@example.com"));
    Customer inactive = customer(2, INACTIVE, named("91", "9000000002", "Asha@example.com"));
    Customer suspended = customer(3, SUSPENDED, named("44", "9000000001", "asha@example.com"));
    Customer deleted = customer(4, DELETED, named("91", "9000000001", null));
    Customer changed =
        customer(5, INACTIVE, named("91", "9000000005", null))
            .update(named("91", "9000000006", null), INACTIVE, NOW);
    put(List.of(active, inactive, suspended, deleted, changed));

    assertThat(walked(ALL, 2)).containsExactly(changed, suspended, inactive, active);
    assertThat(walked(status(DELETED), 20)).containsExactly(deleted);
    assertThat(walked(status(INACTIVE), 20)).containsExactly(changed, inactive);
    assertThat(walked(filter(null, "9000000001", null, null), 20))
        .containsExactly(suspended, active);
    assertThat(walked(filter("91", "9000000001", null, null), 20)).containsExactly(active);
    assertThat(walked(filter("91", "9000000005", null, null), 20)).isEmpty();
    assertThat(walked(filter(null, null, "asha@example.com", null), 20))
        .containsExactly(suspended, active);
    assertThat(walked(filter(null, null, null, NOW), 20)).containsExactly(changed);
    assertThat(walked(filter(null, null, null, NOW.plusNanos(1000)), 20)).isEmpty();
    assertThat(walked(created(2, 4), 20)).containsExactly(suspended, inactive);
    assertThat(walked(created(3, 3), 20)).containsExactly(suspended);
    assertThat(walked(created(6, 9), 20)).isEmpty();
  }

  @Test
  void defaultTokenThatHasExpiredIsAChangeSinceThen() {
    Instant expiry = CREATED.plusSeconds(60);
    Customer customer =
        customer(0, ACTIVE, named("91", "9000000001", null))
            .withDefaultToken(new DefaultToken("token-1", expiry), CREATED.plusSeconds(1));
    put(List.of(customer));
    CustomerFilter since = filter(null, null, null, expiry);

    assertThat(pages.list(merchant, since, 20, null, expiry.minusNanos(1000)).customers())
        .isEmpty();
    assertThat(pages.list(merchant, since, 20, null, expiry).customers()).hasSize(1);
  }

  /** Newest first too, and in pages, whatever the order of their references. */
  @Test
  void customersOfOneMobileNumberAreFoundWithoutAWalk() {
    List<Customer> same =
        IntStream.range(0, 30)
            .mapToObj(i -> customer(i, ACTIVE, named("91", "9000000001", null)))
            .toList();
    put(same);
    stored(30);
    dynamoDb.forgetRequests();

    List<List<Customer>> walk = walk(filter("91", "9000000001", null, null), 20);

    assertThat(walk)
        .containsExactly(newestFirst(same).subList(0, 20), newestFirst(same).subList(20, 30));
    assertThat(dynamoDb.requests().stream().filter(QueryRequest.class::isInstance)).hasSize(2);
    assertThat(dynamoDb.requests().stream().filter(BatchGetItemRequest.class::isInstance))
        .hasSize(2);
  }

  @Test
  void mobileNumberOfMoreThanAreReadAtOnceIsWalked() {
    List<Customer> same =
        IntStream.range(0, 101)
            .mapToObj(i -> customer(i, ACTIVE, named("91", "9000000001", null)))
            .toList();
    put(same);

    assertThat(walked(filter("91", "9000000001", null, null), 100))
        .containsExactlyElementsOf(newestFirst(same));
  }

  /** An entry of the index may be older than the customer. */
  @Test
  void numberThatACustomerHadIsNotItsOwn() {
    Customer customer = customers.insert(customer(0, INACTIVE, named("91", "9000000001", null)));
    CustomerFilter had = filter("91", "9000000001", null, null);
    assertThat(walked(had, 20)).hasSize(1);
    dynamoDb.holdIndexBack();

    customers.update(
        merchant,
        customer.id(),
        read -> read.update(named("91", "9000000002", null), INACTIVE, NOW));

    assertThat(walked(had, 20)).isEmpty();
  }

  /** There are more than one page looks at. */
  @Test
  void rareCustomersAreFoundThoughPagesEndWithoutAny() {
    List<Customer> stored = stored(1_200);
    Customer rare = stored.get(5).update(stored.get(5).details(), SUSPENDED, NOW);
    put(List.of(rare));
    dynamoDb.forgetRequests();

    List<List<Customer>> walk = walk(status(SUSPENDED), 20);

    assertThat(walk.stream().flatMap(List::stream)).containsExactly(rare);
    assertThat(walk).hasSizeBetween(3, 4);
    long read =
        dynamoDb.requests().stream()
            .filter(BatchGetItemRequest.class::isInstance)
            .flatMap(request -> ((BatchGetItemRequest) request).requestItems().values().stream())
            .mapToLong(items -> items.keys().size())
            .sum();
    assertThat(read).as("each once").isEqualTo(1_200);
  }

  @Test
  void pageGoesOnWhereTheItemOfItsCursorHasBeenTakenAway() {
    List<Customer> stored = newestFirst(stored(40));
    CustomerPage first = pages.list(merchant, ALL, 10, null, NOW);

    dynamoDb.delete(CustomerItem.key(merchant, stored.get(9).id()));
    dynamoDb.delete(CustomerItem.key(merchant, stored.get(10).id()));

    assertThat(pages.list(merchant, ALL, 10, first.nextCursor(), NOW).customers())
        .containsExactlyElementsOf(stored.subList(11, 21));
  }

  @Test
  void limitMayChangeFromPageToPage() {
    List<Customer> stored = newestFirst(stored(40));
    CustomerPage first = pages.list(merchant, ALL, 10, null, NOW);

    assertThat(pages.list(merchant, ALL, 3, first.nextCursor(), NOW).customers())
        .containsExactlyElementsOf(stored.subList(10, 13));
  }

  @Test
  void cursorIsOfItsMerchantAndFilterAlone() {
    stored(40);
    List<CustomerFilter> filters =
        List.of(
            ALL,
            status(INACTIVE),
            status(ACTIVE),
            created(0, 40),
            created(1, 40),
            created(0, 39),
            filter(null, null, null, CREATED),
            filter(null, "9000000001", null, null),
            filter(null, null, "asha@example.com", null));
    String cursor = cursor(ALL);

    filters.stream()
        .skip(1)
        .forEach(
            other -> {
              requireRefused(merchant, other, cursor);
              if (other.createdFrom() != null || other.changedSince() != null) {
                requireRefused(merchant, ALL, cursor(other));
              }
            });
    requireRefused(new MerchantId("other"), ALL, cursor);
  }

  private String cursor(CustomerFilter filter) {
    String cursor = pages.list(merchant, filter, 1, null, NOW).nextCursor();
    assertThat(cursor).isNotNull();
    return String.valueOf(cursor);
  }

  private void requireRefused(MerchantId whose, CustomerFilter filter, String cursor) {
    assertThatExceptionOfType(ApiException.class)
        .as(filter.canonical())
        .isThrownBy(() -> pages.list(whose, filter, 1, cursor, NOW))
        .returns(INVALID_REQUEST, ApiException::code)
        .returns("cursor", ApiException::reason);
  }

  /** Of 1,000 and 200,000 with {@code -Dclientele.full}. */
  @Test
  void pageCostsTheSameOfFewCustomersAndOfMany() {
    stored(FULL ? 1_000 : 50);
    pages.list(merchant, ALL, 20, null, NOW);
    List<Class<?>> few = callsOfAPage();

    stored(FULL ? 200_000 : 2_000);

    assertThat(callsOfAPage()).isEqualTo(few);
    System.out.printf("List: a page is %d calls%n", few.size());
    assertThat(few.stream().filter(QueryRequest.class::equals)).hasSize(64);
    assertThat(few.stream().filter(BatchGetItemRequest.class::equals)).hasSize(1);
    assertThat(few.stream().filter(GetItemRequest.class::equals)).isEmpty();
  }

  /** Returns the calls of a page after the first one. */
  private List<Class<?>> callsOfAPage() {
    String cursor = cursor(ALL);
    dynamoDb.forgetRequests();
    assertThat(pages.list(merchant, ALL, 20, cursor, NOW).customers()).hasSize(20);
    return dynamoDb.requests().stream()
        .<Class<?>>map(DynamoDbRequest::getClass)
        .sorted(comparing(Class::getName))
        .toList();
  }

  @Test
  void noPartitionHoldsMoreThanTwoPercentOfAMerchantsCustomers() {
    int count = 200_000;
    var random = new Random(1);
    CustomerDetails details = named("91", "9000000001", null);
    Map<String, Long> shards =
        IntStream.range(0, count)
            .mapToObj(
                i -> new CustomerId("cust-v1-2601010%05d-aa-%s".formatted(i / 3, base62(random))))
            .map(id -> Customer.create(id, merchant, details, CREATED))
            .map(CustomerItem::of)
            .collect(
                groupingBy(item -> Attributes.of(item).requiredText("list_shard"), counting()));

    long largest = Collections.max(shards.values());
    System.out.printf(
        "List: the largest of %d partitions has %d of %d%n", shards.size(), largest, count);
    assertThat(shards.keySet()).isEqualTo(Set.copyOf(CustomerItem.listShards(merchant)));
    assertThat(largest).isLessThanOrEqualTo(count / 50);
  }

  private static String base62(Random random) {
    String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    var text = new StringBuilder();
    random.ints(6, 0, digits.length()).forEach(i -> text.append(digits.charAt(i)));
    return text.toString();
  }

  @Test
  void failureOfOnePartitionIsThatOfThePage() {
    stored(3);
    dynamoDb.failNext(new ApiException(RATE_LIMITED, "one of many"));

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> pages.list(merchant, ALL, 20, null, NOW))
        .withMessage("one of many");
  }

  @Test
  void customersThatTheStoreLeavesOutOfAnAnswerAreAskedForAgain() {
    List<Customer> stored = stored(5);
    dynamoDb.leaveUnprocessed(3);

    assertThat(pages.list(merchant, ALL, 20, null, NOW).customers())
        .containsExactlyElementsOf(newestFirst(stored));
  }

  @Test
  void storeThatLeavesCustomersOutAgainAndAgainHasNoCapacity() {
    stored(6);
    dynamoDb.leaveUnprocessed(4);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> pages.list(merchant, ALL, 20, null, NOW))
        .returns(RATE_LIMITED, ApiException::code);
  }

  /** 200 walks with {@code -Dclientele.full}. */
  @Test
  void walkAmongWritersGivesOnceWhoIsThereThroughout() throws Exception {
    Set<CustomerId> throughout = stored(150).stream().map(Customer::id).collect(toSet());
    var stop = new AtomicBoolean();
    var creations = new Semaphore(0);
    int writers = 8;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    List<Future<Integer>> running = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      var random = new Random(i);
      running.add(pool.submit(() -> write(random, List.copyOf(throughout), creations, stop)));
    }

    int walks = FULL ? 200 : 2;
    for (int walk = 0; walk < walks; walk++) {
      creations.release(2);
      List<CustomerId> seen = walked(ALL, 20 + walk % 30).stream().map(Customer::id).toList();

      assertThat(seen).doesNotHaveDuplicates().containsAll(throughout);
    }

    stop.set(true);
    pool.shutdown();
    int writes = 0;
    for (Future<Integer> writer : running) {
      assertThat(writer.get()).isPositive();
      writes += writer.get();
    }
    System.out.printf("List: %d walks among %d writes by %d%n", walks, writes, writers);
  }

  /** Returns how many changes it made. */
  private int write(
      Random random, List<CustomerId> throughout, Semaphore creations, AtomicBoolean stop) {
    CustomerRepository writer = new TestingDynamoDb().customers(settings);
    List<CustomerId> own = new ArrayList<>();
    int writes = 0;
    while (!stop.get()) {
      Instant now = CREATED.plus(random.nextInt(200), ChronoUnit.MICROS);
      if (creations.tryAcquire()) {
        CustomerDetails details = named("91", "8" + random.nextInt(100_000_000, 999_999_999), null);
        own.add(
            writer.insert(Customer.create(CustomerId.random(now), merchant, details, now)).id());
      } else if (!own.isEmpty() && random.nextInt(4) == 0) {
        CustomerId gone = own.remove(random.nextInt(own.size()));
        writer.update(merchant, gone, read -> read.update(read.details(), DELETED, now));
        if (random.nextBoolean()) {
          dynamoDb.delete(CustomerItem.key(merchant, gone));
        }
      } else {
        CustomerStatus next = random.nextBoolean() ? ACTIVE : SUSPENDED;
        writer.update(
            merchant,
            throughout.get(random.nextInt(throughout.size())),
            read -> read.update(read.details(), next, now));
      }
      writes++;
    }
    return writes;
  }

  private List<Customer> walked(CustomerFilter filter, int limit) {
    return walk(filter, limit).stream().flatMap(List::stream).toList();
  }

  private List<List<Customer>> walk(CustomerFilter filter, int limit) {
    List<List<Customer>> walk = new ArrayList<>();
    String cursor = null;
    do {
      CustomerPage page = pages.list(merchant, filter, limit, cursor, NOW);
      assertThat(page.customers()).hasSizeLessThanOrEqualTo(limit);
      walk.add(page.customers());
      cursor = page.nextCursor();
    } while (cursor != null);
    return walk;
  }

  private static List<Customer> newestFirst(List<Customer> customers) {
    return customers.stream()
        .sorted(
            comparing(Customer::createdAt)
                .thenComparing(customer -> customer.id().value())
                .reversed())
        .toList();
  }

  /** Returns customers of which three at a time were created in the same microsecond. */
  private List<Customer> stored(int count) {
    List<Customer> customers =
        IntStream.range(0, count)
            .mapToObj(i -> customer(i / 3, INACTIVE, named("91", "7" + (100_000_000 + i), null)))
            .toList();
    put(customers);
    return customers;
  }

  private void put(List<Customer> customers) {
    dynamoDb.putItems(customers.stream().map(CustomerItem::of).toList());
  }

  /**
   * @param micros after the first one
   */
  private Customer customer(int micros, CustomerStatus status, CustomerDetails details) {
    Instant created = CREATED.plus(micros, ChronoUnit.MICROS);
    Customer customer =
        Customer.create(CustomerId.random(created), merchant, details, created).nextVersion();
    return status == INACTIVE ? customer : customer.update(details, status, created);
  }

  private static CustomerDetails named(
      @Nullable String countryCode, @Nullable String mobileNumber, @Nullable String emailId) {
    return new CustomerDetails(
        null, null, null, countryCode, mobileNumber, emailId, null, null, null, null);
  }

  private static CustomerFilter filter(
      @Nullable String countryCode,
      @Nullable String mobileNumber,
      @Nullable String emailId,
      @Nullable Instant changedSince) {
    return new CustomerFilter(null, null, null, changedSince, countryCode, mobileNumber, emailId);
  }

  private static CustomerFilter status(CustomerStatus status) {
    return new CustomerFilter(status, null, null, null, null, null, null);
  }

  private static CustomerFilter created(int fromMicros, int toMicros) {
    return new CustomerFilter(
        null,
        CREATED.plus(fromMicros, ChronoUnit.MICROS),
        CREATED.plus(toMicros, ChronoUnit.MICROS),
        null,
        null,
        null,
        null);
  }
}
