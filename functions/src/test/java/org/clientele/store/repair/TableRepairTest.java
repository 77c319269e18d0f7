package org.clientele.store.repair;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.store.repair.RepairScene.set;
import static org.clientele.store.repair.RepairScene.setNumber;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.clientele.customer.Customer;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.RepairScene.Merchant;
import org.clientele.store.repair.TableRepair.Options;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.token.PaymentToken;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A thousand merchants, of which each has a half of each kind, with {@code -Dclientele.full}. */
class TableRepairTest {

  private static final int MERCHANTS = System.getProperty("clientele.full") == null ? 2 : 1_000;
  private static final int CHANGES = 40;
  private static final int RUNS_MEANWHILE = 3;
  private static final String GONE = "gone";

  /** What is stored differently in the end, by the sort keys; of all other kinds nothing is. */
  private static final Map<HalfKind, Set<String>> CHANGED =
      Map.ofEntries(
          Map.entry(HalfKind.HISTORY_MISSING, Set.of("history")),
          Map.entry(HalfKind.DEFAULT_GONE, Set.of("customer", "history")),
          Map.entry(HalfKind.DEFAULT_ENDED, Set.of("customer", "history")),
          Map.entry(HalfKind.DEFAULT_EXPIRY, Set.of("customer", "history")),
          Map.entry(
              HalfKind.CUSTOMER_GONE,
              Set.of(
                  "customer",
                  "deregistration",
                  "token",
                  "token-id",
                  "token-reference",
                  "provider-token",
                  "token-count")),
          Map.entry(HalfKind.TOKEN_COUNT_LOW, Set.of("token-count")),
          Map.entry(HalfKind.SUCCESSOR_GONE, Set.of("token")),
          Map.entry(HalfKind.DEREGISTRATION_MISSING, Set.of("deregistration")),
          Map.entry(HalfKind.CUSTOM_FIELD_UNUSED, Set.of("custom-field")),
          Map.entry(HalfKind.CLAIMED_TWICE, Set.of("customer")),
          Map.entry(HalfKind.TOKEN_NAMED_TWICE, Set.of("token", "token-id", "token-count")),
          Map.entry(HalfKind.UNREADABLE, Set.of("token")));

  private static final Set<HalfKind> CANNOT_BE_MENDED =
      EnumSet.of(HalfKind.CLAIMED_TWICE, HalfKind.TOKEN_NAMED_TWICE, HalfKind.UNREADABLE);

  private static final RepairScene SCENE = new RepairScene();
  private static final List<Merchant> ALL = new ArrayList<>();
  private static Map<String, Map<String, AttributeValue>> right = Map.of();

  @BeforeAll
  static void storeMerchants() {
    IntStream.range(0, MERCHANTS).forEach(i -> ALL.add(SCENE.merchant("m-" + i)));
    right = SCENE.items();
  }

  @AfterAll
  static void closeTables() {
    SCENE.close();
  }

  private final List<Half> told = new ArrayList<>();

  private RepairReport run(boolean apply) {
    var options = new Options(apply, RepairScene.NOW, RepairScene.NOW);
    return new TableRepair(
            SCENE.dynamoDb(),
            SCENE.tableName(),
            options,
            (half, mended) -> {
              synchronized (told) {
                told.add(half);
              }
            })
        .run();
  }

  @AfterEach
  void restoreAll() {
    Map<String, Map<String, AttributeValue>> now = SCENE.items();
    now.forEach(
        (key, item) -> {
          if (!right.containsKey(key)) {
            SCENE.delete(item);
          }
        });
    right.forEach(
        (key, item) -> {
          if (!item.equals(now.get(key))) {
            SCENE.put(item);
          }
        });
  }

  private static Set<String> changedKeys(
      Map<String, Map<String, AttributeValue>> one, Map<String, Map<String, AttributeValue>> two) {
    Set<String> keys = new TreeSet<>(one.keySet());
    keys.addAll(two.keySet());
    keys.removeIf(key -> Objects.equals(one.get(key), two.get(key)));
    return keys;
  }

  private static Map<String, Long> bySortKey(Set<String> keys) {
    return keys.stream()
        .map(key -> key.substring(key.indexOf(' ') + 1).replaceFirst("#.*", ""))
        .collect(groupingBy(identity(), TreeMap::new, counting()));
  }

  @Test
  void nothingIsFoundInWhatTheServiceHasStored() {
    RepairReport report = run(true);

    assertThat(told).isEmpty();
    assertThat(report.found()).isEmpty();
    assertThat(report.items()).isEqualTo(right.size());
    assertThat(SCENE.items()).isEqualTo(right);
  }

  /** A half of the kind is all that is wrong with a merchant, and all that is changed. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNSETTLED")
  void eachHalfIsFoundAndMendedAndNothingElseIsTouched(HalfKind kind) {
    ALL.forEach(merchant -> spoil(kind, merchant));
    Map<String, Map<String, AttributeValue>> spoilt = SCENE.items();
    Map<HalfKind, Long> expected = Map.of(kind, (long) MERCHANTS);
    boolean mendable = !CANNOT_BE_MENDED.contains(kind);

    RepairReport found = run(false);
    assertThat(found.found()).as("%s", told).isEqualTo(expected);
    assertThat(found.left()).isEqualTo(expected);
    assertThat(SCENE.items()).isEqualTo(spoilt);
    RepairReport mended = run(true);
    assertThat(mended.found()).isEqualTo(expected);
    assertThat(mended.isWhole()).isEqualTo(mendable);
    RepairReport again = run(true);
    assertThat(again.found()).isEqualTo(mendable ? Map.of() : expected);

    Set<String> changed = changedKeys(right, SCENE.items());
    assertThat(bySortKey(changed).keySet())
        .isEqualTo(new TreeSet<>(CHANGED.getOrDefault(kind, Set.of())));
  }

  /** What changes without a pause is left for the next run. */
  @Test
  void whatRequestsChangeMeanwhileIsNeitherFoundNorLost() throws Exception {
    Merchant merchant = ALL.get(0);
    ExecutorService requests = Executors.newSingleThreadExecutor();
    try {
      Future<?> renamed =
          requests.submit(
              () ->
                  IntStream.range(0, CHANGES)
                      .forEach(i -> SCENE.rename(merchant.plain(), i % 2 == 0 ? "Asha" : "Ravi")));
      for (int i = 0; i < RUNS_MEANWHILE || !renamed.isDone(); i++) {
        spoil(HalfKind.CLAIM_RELEASED, merchant);
        run(true);
      }
      renamed.get();
    } finally {
      requests.shutdownNow();
    }

    assertThat(run(true).isWhole()).isTrue();
    assertThat(told)
        .extracting(Half::kind)
        .isSubsetOf(HalfKind.CLAIM_RELEASED, HalfKind.UNSETTLED)
        .contains(HalfKind.CLAIM_RELEASED);
    assertThat(run(false).found()).isEmpty();
    assertThat(SCENE.version(merchant.plain())).isEqualTo(1 + CHANGES);
  }

  private static String pk(Customer customer) {
    return customer.merchantId() + "#" + customer.id();
  }

  private static String sk(PaymentToken token) {
    return "token#" + token.id();
  }

  private static void spoil(HalfKind kind, Merchant m) {
    switch (kind) {
      case CLAIM_MISSING -> SCENE.delete(mobileKey(m.id()), "mobile");
      case CLAIM_WITHOUT_CUSTOMER ->
          SCENE.change(
              m.id() + "#reference#busy",
              "reference",
              item -> {
                set(item, "pk", m.id() + "#reference#" + GONE);
                set(item, "customer_id", GONE);
              });
      case CLAIM_OF_ANOTHER ->
          SCENE.change(
              mobileKey(m.id()), "mobile", item -> set(item, "customer_id", m.busy().id().value()));
      case CLAIM_RELEASED ->
          SCENE.change(
              mobileKey(m.id()),
              "mobile",
              item -> item.put("deleted", AttributeValue.fromBool(true)));
      case CLAIM_HELD ->
          SCENE.change(m.id() + "#reference#deleted", "reference", item -> item.remove("deleted"));
      case CLAIMED_TWICE ->
          SCENE.change(
              pk(m.plain()), "customer", item -> set(item, "pk", m.id() + "#" + "another"));
      case HISTORY_MISSING -> SCENE.delete(history(m.busy()), entry(2 + ALL.indexOf(m) % 3));
      case HISTORY_BEYOND ->
          SCENE.change(
              history(m.busy()),
              entry(2),
              item -> {
                set(item, "sk", entry(5));
                setNumber(item, "version", 5);
              });
      case DEFAULT_GONE ->
          SCENE.change(pk(m.plain()), "customer", item -> set(item, "default_token_id", GONE));
      case DEFAULT_ENDED ->
          SCENE.change(
              pk(m.plain()),
              "customer",
              item -> set(item, "default_token_id", m.ended().id().value()));
      case DEFAULT_EXPIRY ->
          SCENE.change(
              pk(m.busy()),
              "customer",
              item -> set(item, "default_token_expired_at", "2026-12-31T00:00:00.000000Z"));
      case DEFAULT_UNMARKED ->
          SCENE.change(pk(m.busy()), sk(m.chosen()), item -> item.remove("is_default"));
      case DEFAULT_MARKED ->
          SCENE.change(
              pk(m.plain()),
              sk(m.living()),
              item -> item.put("is_default", AttributeValue.fromBool(true)));
      case CUSTOMER_GONE -> putTokenOfNobody(m);
      case TOKEN_ID_MISSING -> SCENE.delete(idKey(m.living()), "token-id");
      case TOKEN_ID_WITHOUT_TOKEN -> putPointerToNothing(m, "token-id", idKey(m.living()));
      case TOKEN_ID_OF_ANOTHER -> leadElsewhere(m, "token-id", idKey(m.living()));
      case TOKEN_REFERENCE_MISSING -> SCENE.delete(referenceKey(m.id()), "token-reference");
      case TOKEN_REFERENCE_WITHOUT_TOKEN ->
          putPointerToNothing(m, "token-reference", referenceKey(m.id()));
      case TOKEN_REFERENCE_OF_ANOTHER -> leadElsewhere(m, "token-reference", referenceKey(m.id()));
      case PROVIDER_TOKEN_MISSING -> SCENE.delete(providerKey(m.id()), "provider-token");
      case PROVIDER_TOKEN_WITHOUT_TOKEN ->
          putPointerToNothing(m, "provider-token", providerKey(m.id()));
      case PROVIDER_TOKEN_OF_ANOTHER -> leadElsewhere(m, "provider-token", providerKey(m.id()));
      case TOKEN_NAMED_TWICE -> putTokenOfTheSameName(m);
      case TOKEN_COUNT_MISSING -> SCENE.delete(pk(m.plain()), "token-count");
      case TOKEN_COUNT_LOW ->
          SCENE.change(pk(m.plain()), "token-count", item -> setNumber(item, "count", 0));
      case EXPIRY_SHARD ->
          SCENE.change(pk(m.busy()), sk(m.chosen()), item -> item.remove("expiry_shard"));
      case SUCCESSOR_GONE ->
          SCENE.change(
              pk(m.plain()),
              sk(m.living()),
              item -> {
                set(item, "replaced_by", GONE);
                set(item, "status", "DEACTIVATED");
              });
      case DEREGISTRATION_MISSING -> {
        PaymentToken token = ALL.indexOf(m) % 2 == 0 ? m.asked() : m.removed();
        SCENE.delete(outbox(token), "deregistration#" + token.id());
      }
      case DEREGISTRATION_WITHOUT_TOKEN ->
          SCENE.change(
              outbox(m.removed()),
              "deregistration#" + m.removed().id(),
              item -> set(item, "sk", "deregistration#" + GONE));
      case DEREGISTRATION_OF_LIVING ->
          SCENE.change(
              outbox(m.removed()),
              "deregistration#" + m.removed().id(),
              item -> {
                set(item, "pk", outbox(m.living()));
                set(item, "sk", "deregistration#" + m.living().id());
              });
      case CUSTOM_FIELD_UNUSED ->
          SCENE.change(m.id() + "#settings", "custom-field#level", item -> item.remove("used"));
      case CUSTOM_FIELD_COUNT ->
          SCENE.change(
              m.id() + "#settings", "custom-field-count", item -> setNumber(item, "count", 7));
      case UNREADABLE ->
          SCENE.change(
              pk(m.busy()),
              sk(m.chosen()),
              item -> {
                set(item, "pk", m.id() + "#" + GONE);
                set(item, "created_at", "yesterday");
              });
      case UNSETTLED -> throw new IllegalArgumentException("nothing that is stored");
    }
  }

  private static String mobileKey(MerchantId id) {
    return id + "#mobile#91#9876543210";
  }

  private static String history(Customer customer) {
    return customer.merchantId() + "#history#" + customer.id();
  }

  private static String entry(long version) {
    return "history#%010d".formatted(version);
  }

  private static String idKey(PaymentToken token) {
    return token.merchantId() + "#token-id#" + token.id();
  }

  private static String referenceKey(MerchantId id) {
    return id + "#token-reference#living";
  }

  private static String providerKey(MerchantId id) {
    return id + "#provider-token#tsp#id-of-living";
  }

  private static String outbox(PaymentToken token) {
    return token.merchantId() + "#deregistration#" + token.customerId();
  }

  private static void putPointerToNothing(Merchant m, String sk, String pk) {
    SCENE.change(
        pk,
        sk,
        item -> {
          set(item, "pk", pk + GONE);
          set(item, "token_id", m.living().id() + GONE);
        });
  }

  private static void leadElsewhere(Merchant m, String sk, String pk) {
    SCENE.change(
        pk,
        sk,
        item -> {
          set(item, "customer_id", m.removed().customerId().value());
          set(item, "token_id", m.removed().id().value());
        });
  }

  private static void putTokenOfNobody(Merchant m) {
    String pk = m.id() + "#" + GONE;
    SCENE.change(
        pk(m.plain()),
        sk(m.living()),
        item -> {
          set(item, "pk", pk);
          set(item, "sk", "token#" + GONE);
          set(item, "merchant_token_reference", GONE);
        });
    for (String name : List.of("token-id", "token-reference")) {
      SCENE.change(
          idKey(m.living()),
          "token-id",
          item -> {
            set(item, "pk", m.id() + "#" + name + "#" + GONE);
            set(item, "sk", name);
            set(item, "customer_id", GONE);
            set(item, "token_id", GONE);
          });
    }
    SCENE.change(pk(m.plain()), "token-count", item -> set(item, "pk", pk));
    // Two sources may call different tokens the same.
    SCENE.change(
        pk, "token#" + GONE, item -> changeSource(item, source -> set(source, "source", "other")));
    SCENE.change(
        providerKey(m.id()),
        "provider-token",
        item -> {
          set(item, "pk", m.id() + "#provider-token#other#id-of-living");
          set(item, "customer_id", GONE);
          set(item, "token_id", GONE);
        });
  }

  private static void changeSource(
      Map<String, AttributeValue> token, Consumer<Map<String, AttributeValue>> change) {
    Map<String, AttributeValue> source =
        new HashMap<>(Attributes.of(token).list("sources").get(0).toMap());
    change.accept(source);
    token.put("sources", AttributeValue.fromL(List.of(AttributeValue.fromM(source))));
  }

  private static void putTokenOfTheSameName(Merchant m) {
    SCENE.change(
        pk(m.plain()),
        sk(m.living()),
        item -> {
          set(item, "sk", "token#" + GONE);
          changeSource(item, source -> source.remove("id"));
        });
    SCENE.change(
        idKey(m.living()),
        "token-id",
        item -> {
          set(item, "pk", m.id() + "#token-id#" + GONE);
          set(item, "token_id", GONE);
        });
    SCENE.change(pk(m.plain()), "token-count", item -> setNumber(item, "count", 9));
  }
}
