package org.clientele.local;

import static java.util.Map.entry;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.customer.Address;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.CustomerId;
import org.clientele.id.GeneratedId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.client.ClientRepository;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.dynamodb.ParallelCalls;
import org.clientele.store.token.TokenReportRepository;
import org.clientele.token.PaymentMethod;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.SourcePosition;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Invented customers of two merchants, with payment tokens of every method in every state; the same
 * at every start. Among them are the customer and the token of the vendor's documentation.
 */
@Singleton
class DemoData {

  static final String CLIENT_ID = "demo-merchant";
  static final String CLIENT_SECRET = "demo-secret";

  /** The client of the vendor's documentation; some tools take ids of this form alone. */
  private static final String DOCUMENTED_CLIENT_ID = "a17ce30e-f88e-4f81-ada1-c3b4909ed232";

  private static final String DOCUMENTED_CLIENT_SECRET = "example-client-secret";
  private static final String OTHER_CLIENT_ID = "other-merchant";
  private static final String OTHER_CLIENT_SECRET = "other-secret";

  private static final MerchantId DEMO = new MerchantId("demo-merchant");
  private static final MerchantId OTHER = new MerchantId("other-merchant");

  /** Besides the documented customer, which has one token. */
  private static final int CUSTOMERS = 99;

  private static final int TOKENS = 299;

  /** So many items DynamoDB takes at once. */
  private static final int BATCH = 25;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PATIENCE_FOR_ALL = Duration.ofMinutes(5);

  /** Every fifth customer is the other merchant's. */
  private static final int OTHERS_SHARE = 5;

  /**
   * A customer to try.
   *
   * @param what what can be tried with it
   * @param token the id of one of its payment tokens
   */
  record Sample(String what, Customer customer, String token) {}

  private static final Instant BEGINNING = Instant.parse("2024-01-08T04:30:00Z");
  private static final List<String> FIRST_NAMES =
      List.of(
          "Asha",
          "Ravi",
          "Meera",
          "Arjun",
          "Kavya",
          "Imran",
          "Divya",
          "Rohan",
          "Fatima",
          "Vikram",
          "Ananya",
          "Joseph",
          "Lakshmi",
          "Harpreet",
          "Nandini",
          "Sanjay",
          "Zoya",
          "Karthik",
          "Pooja",
          "Dev");
  private static final List<String> LAST_NAMES =
      List.of(
          "Sharma",
          "Iyer",
          "Khan",
          "Patel",
          "D'Souza",
          "Nair",
          "Reddy",
          "Singh",
          "Banerjee",
          "Kulkarni",
          "Menon",
          "Das",
          "Gill");
  private static final List<String> STREETS =
      List.of("MG Road", "Station Road", "Park Street", "Linking Road", "Temple Street");

  private record City(String name, String state, String pincode) {}

  private static final List<City> CITIES =
      List.of(
          new City("Mumbai", "Maharashtra", "400001"),
          new City("Bengaluru", "Karnataka", "560001"),
          new City("Chennai", "Tamil Nadu", "600001"),
          new City("Kolkata", "West Bengal", "700001"),
          new City("Delhi", "Delhi", "110001"),
          new City("Hyderabad", "Telangana", "500001"),
          new City("Kochi", "Kerala", "682001"));

  private record Issuer(String bank, String network, String category) {}

  private static final List<Issuer> ISSUERS =
      List.of(
          new Issuer("HDFC Bank", "Visa", "CONSUMER"),
          new Issuer("ICICI Bank", "Mastercard", "CONSUMER"),
          new Issuer("State Bank of India", "RuPay", "CONSUMER"),
          new Issuer("Axis Bank", "Visa", "COMMERCIAL"));

  private static final Instant DOCUMENTED_CREATED = Instant.parse("2024-10-04T13:11:29.645591Z");
  private static final Instant DOCUMENTED_UPDATED = Instant.parse("2024-10-04T13:11:29.645657Z");
  private static final Map<String, String> DOCUMENTED_METADATA =
      Map.ofEntries(
          entry("clientId", "DD"),
          entry("transactionReferenceNo", "pine-1223"),
          entry("merchantId", "1234"),
          entry("tid", "9000990"),
          entry("acquirerName", "HDFC_FSS"),
          entry("isOfferDisplayRequired", "true"),
          entry("tenant_id", "PGATPOS"),
          entry("is_offer_validation_required", "true"),
          entry(
              "OfferData",
              "UHJvZHVjdF9Db2RlPSIgIiZQcm9kdWN0X05hbWU9IiImUGF5bWVudF9Nb2RlPUJhbmsgRU1JJkNh"
                  + "cmRfVHlwZT1EZWJpdCBDYXJkJkJhbmtfTmFtZT1IREZDIERlYml0JkVNSV9UZW51cmU9NiZJbnRl"
                  + "cmVzdF9SYXRlPTkuMCZJbnRlcmVzdF9BbW91bnQ9MTM4MTQwJk1vbnRobHlfSW5zdGFsbG1lbnQ9"
                  + "ODk0NjkwJkF1dGhvcml6YXRpb25fQW1vdW50PTEwMCZMb2FuX2Jvb2tpbmdfQW1vdW50PTUyMzAw"
                  + "MDAmSW50ZXJlc3RfQ2FzaGJhY2tfQW1vdW50PTAmSW50ZXJlc3RfQ2FzaGJhY2tfVHlwZT1EZWZl"
                  + "cnJlZCZBZGRpdGlvbmFsX0Nhc2hiYWNrPSIiJkFkZGl0aW9uYWxfQ2FzaGJhY2tfVHlwZT0iIiZE"
                  + "ZXNjcmlwdGlvbj1CYW5rIEVNSSZQcm9kdWN0X1ZhbHVlPTUyMzAwMDA"));

  private final ClientRepository clients;
  private final CustomerRepository customers;
  private final DynamoDbClient dynamoDb;
  private final String table;

  DemoData(
      ClientRepository clients,
      CustomerRepository customers,
      DynamoDbClient dynamoDb,
      Settings settings) {
    this.clients = clients;
    this.customers = customers;
    this.dynamoDb = dynamoDb;
    this.table = settings.customersTable();
  }

  /** Stores what is not there yet; a folder keeps it from one start to the next. */
  void store() {
    StartCalls.untilDone(() -> clients.put(client(CLIENT_ID, CLIENT_SECRET, DEMO)));
    StartCalls.untilDone(
        () -> clients.put(client(DOCUMENTED_CLIENT_ID, DOCUMENTED_CLIENT_SECRET, DEMO)));
    StartCalls.untilDone(() -> clients.put(client(OTHER_CLIENT_ID, OTHER_CLIENT_SECRET, OTHER)));
    if (StartCalls.untilDone(() -> isStored(documentedCustomer()))) {
      return;
    }
    List<Map<String, AttributeValue>> items = items();
    int last = items.size() - 1;
    List<List<Map<String, AttributeValue>>> batches =
        IntStream.iterate(0, i -> i < last, i -> i + BATCH)
            .mapToObj(i -> items.subList(i, Math.min(i + BATCH, last)))
            .toList();
    ParallelCalls.map(batches, this::storedAll, PATIENCE_FOR_ALL);
    store(items.subList(last, items.size()));
  }

  /**
   * Returns all customers and tokens as they are stored. The documented customer itself is the last
   * item, by which a later start knows that all are stored.
   */
  static List<Map<String, AttributeValue>> items() {
    Customer documented = documentedCustomer();
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      items.addAll(items(customer(i), tokens(i)));
    }
    int first = items.size();
    items.addAll(items(documented, List.of(documentedToken(documented))));
    Collections.rotate(items.subList(first, items.size()), -1);
    return items;
  }

  /** Returns customers of the demo merchant to try, among them the documented one first. */
  static List<Sample> samples() {
    Customer documented = documentedCustomer();
    List<Sample> samples = new ArrayList<>();
    samples.add(
        new Sample(
            "the documented customer; its token has expired",
            documented,
            documentedToken(documented).id().value()));
    samples.add(sample("a token that can be made the default", CustomerStatus.ACTIVE, true));
    samples.add(sample("not activated yet", CustomerStatus.INACTIVE, false));
    samples.add(sample("suspended", CustomerStatus.SUSPENDED, false));
    samples.add(sample("deleted: still read by its id", CustomerStatus.DELETED, false));
    return samples;
  }

  /**
   * @param live whether its token is to be active, and never to expire
   */
  private static Sample sample(String what, CustomerStatus status, boolean live) {
    return IntStream.range(0, CUSTOMERS)
        .boxed()
        .filter(i -> customer(i).merchantId().equals(DEMO) && customer(i).status() == status)
        .flatMap(
            i ->
                tokens(i).stream()
                    .filter(token -> !live || isLive(token))
                    .map(token -> new Sample(what, customer(i), token.id().value())))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isLive(PaymentToken token) {
    return token.status() == PaymentTokenStatus.ACTIVE && token.expiredAt() == null;
  }

  private boolean isStored(Customer customer) {
    return customers.find(customer.merchantId(), customer.id()).isPresent();
  }

  private static List<PaymentToken> tokens(int index) {
    Customer customer = customer(index);
    return IntStream.iterate(index, i -> i < TOKENS, i -> i + CUSTOMERS)
        .mapToObj(i -> token(customer, i))
        .toList();
  }

  private static List<Map<String, AttributeValue>> items(
      Customer customer, List<PaymentToken> saved) {
    return TokenReportRepository.items(customer.nextVersion(), saved);
  }

  private boolean storedAll(List<Map<String, AttributeValue>> items) {
    store(items);
    return true;
  }

  /** Puts items one way for all servers, so that two that begin at once do no harm. */
  private void store(List<Map<String, AttributeValue>> items) {
    Map<String, List<WriteRequest>> left =
        Map.of(
            table,
            items.stream()
                .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
                .toList());
    while (!left.isEmpty()) {
      Map<String, List<WriteRequest>> writes = left;
      left =
          StartCalls.untilDone(
              () ->
                  dynamoDb
                      .batchWriteItem(
                          batch ->
                              batch
                                  .requestItems(writes)
                                  .overrideConfiguration(DemoData::withPatience))
                      .unprocessedItems());
    }
  }

  /** A folder on a busy disk may take seconds for what a function writes in none. */
  private static void withPatience(AwsRequestOverrideConfiguration.Builder call) {
    call.apiCallTimeout(PATIENCE).apiCallAttemptTimeout(PATIENCE);
  }

  private static ApiClient client(String id, String secret, MerchantId merchantId) {
    return new ApiClient(
        id, ClientSecret.hash(secret), merchantId, EnumSet.allOf(Scope.class), false);
  }

  private static Customer customer(int index) {
    var random = new Random(index);
    String firstName = pick(FIRST_NAMES, index);
    String lastName = pick(LAST_NAMES, index);
    City city = pick(CITIES, index);
    Address address =
        new Address(
            (1 + random.nextInt(200)) + " " + pick(STREETS, index),
            null,
            null,
            city.pincode(),
            city.name(),
            city.state(),
            "India",
            firstName + " " + lastName,
            index % 4 == 0 ? "Office" : "Home",
            "billing");
    String email = "%s.%s.%d@example.com".formatted(firstName, lastName.replace("'", ""), index);
    var details =
        new CustomerDetails(
            "shop-%04d".formatted(index),
            firstName,
            lastName,
            "91",
            "90000%05d".formatted(index * 37),
            email.toLowerCase(Locale.ROOT),
            address,
            null,
            null,
            index % 3 == 0 ? Map.of("loyalty_tier", pick(List.of("gold", "silver"), index)) : null);
    Instant createdAt =
        BEGINNING.plus(Duration.ofHours(53L * index)).plus(index, ChronoUnit.MICROS);
    return new Customer(
        new CustomerId(id("cust", createdAt, random)),
        index % OTHERS_SHARE == OTHERS_SHARE - 1 ? OTHER : DEMO,
        details,
        pick(
            List.of(
                CustomerStatus.ACTIVE,
                CustomerStatus.ACTIVE,
                CustomerStatus.ACTIVE,
                CustomerStatus.INACTIVE,
                CustomerStatus.SUSPENDED,
                CustomerStatus.ACTIVE,
                CustomerStatus.DELETED),
            index),
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        createdAt,
        createdAt,
        0);
  }

  private static PaymentToken token(Customer customer, int index) {
    var random = new Random(1_000L + index);
    PaymentMethod method = pick(List.of(PaymentMethod.values()), index);
    PaymentTokenStatus status =
        pick(List.of(PaymentTokenStatus.values()), index / PaymentMethod.values().length);
    Instant createdAt = customer.createdAt().plus(Duration.ofMinutes(7L + index % 50));
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    TokenField.STATUS.put(values, new StatusReport(status, reason(status), null));
    TokenField.PAYMENT_METHOD.put(values, method);
    if (method == PaymentMethod.CARD) {
      TokenField.EXPIRED_AT.put(values, endOfSomeMonth(index));
      putCard(values, index, random);
    }
    TokenField.IS_COMPLIANT.put(values, status == PaymentTokenStatus.INITIATED ? null : true);
    return saved(
        customer,
        id("token", createdAt, random),
        "saved-%04d".formatted(index),
        values,
        createdAt,
        createdAt);
  }

  private static PaymentToken saved(
      Customer customer,
      String id,
      String reference,
      Map<TokenField, Object> values,
      Instant createdAt,
      Instant updatedAt) {
    TokenNotice notice =
        TokenNotice.whole(
            customer.merchantId(),
            "demo",
            new SourcePosition(1L, createdAt),
            null,
            reference,
            customer.id(),
            values,
            null);
    PaymentToken token = PaymentToken.create(new PaymentTokenId(id), notice, createdAt);
    return new PaymentToken(
        token.id(),
        token.merchantId(),
        token.customerId(),
        token.merchantTokenReference(),
        token.sources(),
        token.notices(),
        null,
        null,
        createdAt,
        updatedAt,
        1);
  }

  /** Returns the end of a month of 2024 to 2029, so some have expired whenever this is run. */
  private static Instant endOfSomeMonth(int index) {
    return YearMonth.of(2024, 6)
        .plusMonths(index % 60)
        .plusMonths(1)
        .atDay(1)
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant();
  }

  private static String reason(PaymentTokenStatus status) {
    return switch (status) {
      case INITIATED -> "Token requested";
      case ACTIVE -> "Token activated successfully";
      case SUSPENDED -> "Suspended by the issuer";
      case FAILED -> "Declined by the issuer";
      case DEACTIVATED -> "Removed by the customer";
    };
  }

  private static void putCard(Map<TokenField, Object> values, int index, Random random) {
    Issuer issuer = pick(ISSUERS, index);
    TokenField.LAST4_DIGIT.put(values, "%04d".formatted(random.nextInt(10_000)));
    TokenField.CARD_TYPE.put(values, index % 2 == 0 ? "CREDIT" : "DEBIT");
    TokenField.NETWORK_NAME.put(values, issuer.network());
    TokenField.ISSUER_NAME.put(values, issuer.bank());
    TokenField.CARD_CATEGORY.put(values, issuer.category());
    TokenField.COUNTRY_CODE.put(values, "IN");
    TokenField.INTERNATIONAL.put(values, false);
    TokenField.EMI.put(values, index % 2 == 0);
    TokenField.CVV_REQUIRED.put(values, true);
  }

  private static <T> T pick(List<T> choices, int index) {
    return choices.get(index % choices.size());
  }

  private static String id(String kind, Instant createdAt, Random random) {
    String made = GeneratedId.next(kind, createdAt);
    int suffix = made.lastIndexOf('-') + 1;
    return made.substring(0, suffix)
        + random
            .ints(made.length() - suffix, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
  }

  private static Customer documentedCustomer() {
    var address =
        new Address(
            "10 Downing Street Westminster London",
            "Oxford Street Westminster London",
            "Baker Street Westminster London",
            "51524036",
            "Westminster",
            "Westminster",
            "London",
            "Kevin Bob",
            "Home",
            "billing");
    return new Customer(
        new CustomerId("cust-v1-0811030624-aa-RBDgpR"),
        DEMO,
        new CustomerDetails(
            "82d57572-057c-4826-5775-385a52150554",
            "Kevin",
            "Bob",
            "91",
            "9876543210",
            "kevin@example.com",
            address,
            address,
            "28ABCDE1234F2Z6",
            DOCUMENTED_METADATA),
        CustomerStatus.ACTIVE,
        null,
        null,
        ChangeOrigin.UNKNOWN_REQUEST,
        DOCUMENTED_CREATED,
        DOCUMENTED_UPDATED,
        0);
  }

  private static PaymentToken documentedToken(Customer customer) {
    Map<TokenField, Object> values = new EnumMap<>(TokenField.class);
    PaymentTokenStatus status = PaymentTokenStatus.ACTIVE;
    TokenField.STATUS.put(values, new StatusReport(status, reason(status), null));
    TokenField.PAYMENT_METHOD.put(values, PaymentMethod.CARD);
    TokenField.EXPIRED_AT.put(values, Instant.parse("2025-12-31T23:59:59Z"));
    TokenField.MERCHANT_METADATA.put(values, DOCUMENTED_METADATA);
    TokenField.LAST4_DIGIT.put(values, "1112");
    TokenField.CARD_TYPE.put(values, "CREDIT");
    TokenField.NETWORK_NAME.put(values, "Visa");
    TokenField.ISSUER_NAME.put(values, "HDFC Bank");
    TokenField.CARD_CATEGORY.put(values, "CONSUMER");
    TokenField.COUNTRY_CODE.put(values, "IN");
    TokenField.INTERNATIONAL.put(values, false);
    TokenField.EMI.put(values, true);
    TokenField.CVV_REQUIRED.put(values, true);
    TokenField.IS_COMPLIANT.put(values, true);
    return saved(
        customer,
        "token-v1-1234567890-aa-ABCDEF",
        "token-ref-001",
        values,
        DOCUMENTED_CREATED,
        DOCUMENTED_UPDATED);
  }
}
