package org.clientele.store.repair;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.clientele.store.repair.RepairScene.Merchant;
import org.clientele.store.repair.TableRepair.Options;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.HalfKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TableRepairTest {

  private static final int MERCHANTS = 2;
  private static final int CHANGES = 40;
  private static final int RUNS_MEANWHILE = 3;

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
  private static final SeededHalves HALVES = new SeededHalves(SCENE);
  private static final List<Merchant> ALL = new ArrayList<>();
  private static Map<String, Map<String, AttributeValue>> right = Map.of();

  @BeforeAll
  static void storeMerchants() {
    IntStream.range(0, MERCHANTS).forEach(i -> ALL.add(SCENE.merchant(i)));
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
    SCENE.restore(right);
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
    ALL.forEach(merchant -> HALVES.seed(kind, merchant));
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
        HALVES.seed(HalfKind.CLAIM_RELEASED, merchant);
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
}
