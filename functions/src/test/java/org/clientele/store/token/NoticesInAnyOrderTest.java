package org.clientele.store.token;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.customer.ChangeOrigin.UNKNOWN_REQUEST;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.clientele.TestingNotices;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.DefaultToken;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.id.PaymentTokenId;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.customer.CustomerRepository;
import org.clientele.store.token.DueTokenRepository.DueToken;
import org.clientele.token.PaymentToken;
import org.clientele.token.PaymentTokenStatus;
import org.clientele.token.StatusReport;
import org.clientele.token.TokenAddress;
import org.clientele.token.TokenField;
import org.clientele.token.TokenNotice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Notices of two sources of a token, in any order, repeated, at once: the token ends as a plain
 * reading of the contract has it. More rounds, and a seed, by {@code -Dclientele.rounds} and {@code
 * -Dclientele.seed}.
 */
class NoticesInAnyOrderTest {

  private static final int NOTICES = 30;
  private static final int REPETITIONS = 5;
  private static final int WORKERS = 8;
  private static final int ROUNDS = Integer.getInteger("clientele.rounds", 10);
  private static final int INTERLEAVINGS = Integer.getInteger("clientele.rounds", 50);
  private static final long SEED = Long.getLong("clientele.seed", System.nanoTime());

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final List<String> SOURCES = List.of("issuer", "network");
  private static final List<TokenField> CHANGING =
      List.of(
          TokenField.STATUS,
          TokenField.EXPIRED_AT,
          TokenField.REQUESTOR_ID,
          TokenField.CONSENT_REFERENCE,
          TokenField.MERCHANT_METADATA);

  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();
  private final Settings settings = TestingSettings.of();
  private final CustomerRepository customers = dynamoDb.customers(settings);
  private final TokenReportRepository reports = dynamoDb.reports(settings);
  private final PaymentTokenRepository tokens = dynamoDb.tokens(settings);
  private final DefaultTokenRepository defaults = dynamoDb.defaults(settings);
  private final DueTokenRepository dueTokens = dynamoDb.dueTokens(settings);
  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());

  /** What the contract makes of one source's notices, read in the order in which they occurred. */
  private record Plain(Map<TokenField, Object> values, Map<TokenField, Instant> said) {

    static Plain of(List<TokenNotice> history) {
      var plain = new Plain(new EnumMap<>(TokenField.class), new EnumMap<>(TokenField.class));
      for (TokenNotice notice : history) {
        for (TokenField field : notice.fields()) {
          plain.values().remove(field);
          Object value = notice.values().get(field);
          if (value != null) {
            plain.values().put(field, value);
          }
          plain.said().put(field, notice.position().occurredAt());
        }
      }
      return plain;
    }

    PaymentTokenStatus reported() {
      return ((StatusReport) requireNonNull(values.get(TokenField.STATUS))).status();
    }

    @Nullable Instant expiry() {
      return (Instant) values.get(TokenField.EXPIRED_AT);
    }

    PaymentTokenStatus status() {
      boolean expired = !reported().isFinal() && expiry() != null && !NOW.isBefore(expiry());
      return expired ? PaymentTokenStatus.DEACTIVATED : reported();
    }
  }

  @Test
  void twoSourcesGiveTheSameTokenInAnyOrder() {
    var random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      List<List<TokenNotice>> histories = histories(random);
      List<TokenNotice> deliveries = deliveries(histories, random);
      Queue<TokenNotice> waiting = new ConcurrentLinkedQueue<>(deliveries);
      PaymentToken token = null;
      while (!waiting.isEmpty()) {
        TokenNotice notice = waiting.remove();
        if (token != null) {
          token = token.report(notice, NOW);
        } else if (notice.isWhole()) {
          token = PaymentToken.create(new PaymentTokenId("token"), notice, NOW);
        } else {
          waiting.add(notice);
        }
      }

      requireAsPlain(token, histories, "seed %d round %d".formatted(SEED, round));
    }
  }

  @Test
  void workersAtOnceStoreOneTokenAndKeepItTheDefault() throws Exception {
    var random = new Random(SEED);
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    for (int round = 0; round < ROUNDS; round++) {
      String as = "seed %d round %d".formatted(SEED, round);
      Customer customer = customer("owner-" + round);
      List<List<TokenNotice>> histories = histories(random, customer, "card-" + round);
      TokenNotice first = histories.get(0).get(0);
      PaymentToken token = reports.record(first, NOW).token();
      defaults.set(
          merchant, customer.id(), token.id(), unused -> {}, UNKNOWN_REQUEST, NOW.minusSeconds(1));
      Queue<TokenNotice> waiting = new ConcurrentLinkedQueue<>(deliveries(histories, random));
      List<Callable<Integer>> work =
          IntStream.range(0, WORKERS)
              .<Callable<Integer>>mapToObj(i -> () -> work(waiting))
              .toList();

      int delivered = 0;
      for (Future<Integer> done : workers.invokeAll(work)) {
        delivered += done.get();
      }

      assertThat(delivered).as(as).isGreaterThanOrEqualTo(NOTICES);
      List<PaymentToken> saved = tokens.list(merchant, customer.id()).tokens();
      assertThat(saved).as(as).hasSize(1);
      requireAsPlain(saved.get(0), histories, as);
      DefaultToken standing = customers.get(merchant, customer.id()).asOf(NOW).defaultToken();
      assertThat(standing)
          .as(as)
          .isEqualTo(saved.get(0).asOf(NOW).status().isFinal() ? null : saved.get(0).asDefault());
    }
    workers.shutdown();
  }

  /** Delivers what waits until nothing does; what loses a race comes again. */
  private int work(Queue<TokenNotice> waiting) {
    int delivered = 0;
    for (TokenNotice notice = waiting.poll(); notice != null; notice = waiting.poll()) {
      try {
        reports.record(notice, NOW);
        delivered++;
      } catch (ApiException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CUSTOMER_CHANGED);
        waiting.add(notice);
      }
    }
    return delivered;
  }

  @Test
  void tokenThatIsSweptWhileItIsRenewedLives() throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(2);
    for (int i = 0; i < INTERLEAVINGS; i++) {
      Customer customer = customer("swept-" + i);
      String reference = "due-" + i;
      TestingNotices active = TestingNotices.active(merchant, START);
      Instant expiry = NOW.minusSeconds(1);
      PaymentToken token =
          reports
              .record(
                  active.with(TokenField.EXPIRED_AT, expiry).of(customer, reference),
                  NOW.minusSeconds(60))
              .token();
      var due =
          new DueToken(
              PaymentTokenItem.key(token),
              Math.floorMod(token.id().value().hashCode(), DueTokenRepository.SHARDS),
              "2026-01-31T23:59:59.000000Z");
      Instant renewed = NOW.plusSeconds(3600);
      TokenNotice renewal =
          active
              .at(null, NOW)
              .called("renewal")
              .with(TokenField.EXPIRED_AT, renewed)
              .change(new TokenAddress(null, reference), TokenField.EXPIRED_AT);
      boolean sweepFirst = i % 2 == 0;
      Callable<Object> sweep = () -> dueTokens.deactivate(List.of(due));
      Callable<Object> renew = () -> recordUntilStored(renewal);

      for (Future<Object> done :
          workers.invokeAll(sweepFirst ? List.of(sweep, renew) : List.of(renew, sweep))) {
        done.get();
      }

      PaymentToken after = dynamoDb.get(token);
      assertThat(after.status()).isEqualTo(PaymentTokenStatus.ACTIVE);
      assertThat(after.expiredAt()).isEqualTo(renewed);
      assertThat(after.asOf(renewed).status()).isEqualTo(PaymentTokenStatus.DEACTIVATED);
      assertThat(dynamoDb.item(token)).containsKey("expiry_shard").doesNotContainKey("expired");
    }
    workers.shutdown();
  }

  private Object recordUntilStored(TokenNotice notice) {
    while (true) {
      try {
        return reports.record(notice, NOW);
      } catch (ApiException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CUSTOMER_CHANGED);
      }
    }
  }

  private static void requireAsPlain(
      @Nullable PaymentToken token, List<List<TokenNotice>> histories, String as) {
    List<Plain> plain = histories.stream().map(Plain::of).toList();
    Set<PaymentTokenStatus> statuses = EnumSet.noneOf(PaymentTokenStatus.class);
    plain.forEach(source -> statuses.add(source.status()));
    PaymentTokenStatus expected =
        List.of(
                PaymentTokenStatus.ACTIVE,
                PaymentTokenStatus.SUSPENDED,
                PaymentTokenStatus.INITIATED,
                PaymentTokenStatus.DEACTIVATED,
                PaymentTokenStatus.FAILED)
            .stream()
            .filter(statuses::contains)
            .findFirst()
            .orElseThrow();
    PaymentToken seen = requireNonNull(token, as).asOf(NOW);
    assertThat(seen.status()).as(as).isEqualTo(expected);
    for (TokenField field : List.of(TokenField.REQUESTOR_ID, TokenField.CONSENT_REFERENCE)) {
      Object last =
          plain.stream()
              .filter(source -> source.values().containsKey(field))
              .max(Comparator.comparing(source -> source.said().get(field)))
              .map(source -> source.values().get(field))
              .orElse(null);
      assertThat(seen.sources().value(field)).as("%s %s", as, field).isEqualTo(last);
    }
    List<Plain> living = plain.stream().filter(source -> !source.reported().isFinal()).toList();
    if (!living.isEmpty()) {
      assertThat(seen.expiredAt())
          .as(as)
          .isEqualTo(
              living.stream().anyMatch(source -> source.expiry() == null)
                  ? null
                  : living.stream().map(Plain::expiry).max(Comparator.naturalOrder()).get());
    }
  }

  private List<List<TokenNotice>> histories(Random random) {
    Customer nobody =
        Customer.create(
            new CustomerId("cust-1"),
            merchant,
            new CustomerDetails("owner", null, null, null, null, null, null, null, null, null),
            START);
    return histories(random, nobody, "card");
  }

  /** Returns what each source says, in order; each begins before another one has ended. */
  private List<List<TokenNotice>> histories(Random random, Customer customer, String reference) {
    List<List<TokenNotice>> histories = new ArrayList<>();
    for (String source : SOURCES) {
      // A source numbers all of its notices, or none.
      boolean counts = random.nextBoolean();
      histories.add(history(random, customer, reference, source, counts));
    }
    return histories;
  }

  private List<TokenNotice> history(
      Random random, Customer customer, String reference, String source, boolean counts) {
    var token = new TokenAddress(null, reference);
    List<TokenNotice> history = new ArrayList<>();
    PaymentTokenStatus status =
        SOURCES.indexOf(source) == 0 ? PaymentTokenStatus.ACTIVE : PaymentTokenStatus.INITIATED;
    for (int i = 0; i < NOTICES / SOURCES.size(); i++) {
      Instant time = START.plusSeconds(100L * i + SOURCES.indexOf(source));
      TestingNotices said =
          TestingNotices.active(merchant, time)
              .from(source)
              .at(counts ? (long) i : null, time)
              .called(source + "-" + i)
              .in(status)
              .with(TokenField.EXPIRED_AT, i == 0 ? null : expiry(random))
              .with(TokenField.REQUESTOR_ID, random.nextBoolean() ? "requestor-" + i : null)
              .with(TokenField.CONSENT_REFERENCE, random.nextBoolean() ? source + i : null)
              .with(TokenField.MERCHANT_METADATA, new TreeMap<>(Map.of("report", "" + i)));
      history.add(
          i == 0 || random.nextInt(4) == 0
              ? said.of(customer, reference)
              : said.change(token, TokenField.STATUS, some(random)));
      if (status.isFinal()) {
        break;
      }
      List<PaymentTokenStatus> next = new ArrayList<>(status.successors());
      next.add(status);
      if (i < 5) {
        next.removeIf(PaymentTokenStatus::isFinal);
      }
      status = next.get(random.nextInt(next.size()));
    }
    return history;
  }

  private static @Nullable Instant expiry(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> NOW.minusSeconds(random.nextInt(3600));
      default -> NOW.plusSeconds(random.nextInt(3600) + 1L);
    };
  }

  private static TokenField[] some(Random random) {
    return CHANGING.stream().filter(field -> random.nextBoolean()).toArray(TokenField[]::new);
  }

  private static List<TokenNotice> deliveries(List<List<TokenNotice>> histories, Random random) {
    List<TokenNotice> deliveries = new ArrayList<>();
    histories.stream()
        .flatMap(List::stream)
        .forEach(
            notice ->
                deliveries.addAll(Collections.nCopies(1 + random.nextInt(REPETITIONS), notice)));
    Collections.shuffle(deliveries, random);
    return deliveries;
  }

  private Customer customer(String reference) {
    var details =
        new CustomerDetails(reference, null, null, null, null, null, null, null, null, null);
    return customers.insert(Customer.create(CustomerId.random(START), merchant, details, START));
  }
}
