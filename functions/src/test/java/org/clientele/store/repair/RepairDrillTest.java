package org.clientele.store.repair;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.clientele.store.dynamodb.ParallelCalls;
import org.clientele.store.repair.RepairScene.Merchant;
import org.clientele.store.repair.TableRepair.Options;
import org.clientele.store.repair.check.Half;
import org.clientele.store.repair.check.HalfKind;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A drill: with {@code -Dclientele.full} a thousand merchants, of which each has a half of each
 * kind. {@link TableRepairTest} tells what becomes of each.
 */
class RepairDrillTest {

  private static final int MERCHANTS = System.getProperty("clientele.full") == null ? 5 : 1_000;

  /** A merchant has a half of each kind of a round, because they are of different items. */
  private static final List<Set<HalfKind>> MENDABLE =
      Stream.of(
              """
              CLAIM_MISSING CLAIM_WITHOUT_CUSTOMER CLAIM_HELD HISTORY_MISSING DEFAULT_GONE
              DEFAULT_UNMARKED TOKEN_ID_MISSING TOKEN_REFERENCE_MISSING PROVIDER_TOKEN_MISSING
              TOKEN_COUNT_MISSING DEREGISTRATION_MISSING CUSTOM_FIELD_UNUSED
              """,
              """
              CLAIM_OF_ANOTHER HISTORY_BEYOND DEFAULT_ENDED EXPIRY_SHARD TOKEN_ID_WITHOUT_TOKEN
              TOKEN_REFERENCE_WITHOUT_TOKEN PROVIDER_TOKEN_WITHOUT_TOKEN TOKEN_COUNT_LOW
              DEREGISTRATION_WITHOUT_TOKEN CUSTOM_FIELD_COUNT
              """,
              """
              CLAIM_RELEASED DEFAULT_EXPIRY DEFAULT_MARKED TOKEN_ID_OF_ANOTHER
              TOKEN_REFERENCE_OF_ANOTHER PROVIDER_TOKEN_OF_ANOTHER DEREGISTRATION_OF_LIVING
              """,
              "CUSTOMER_GONE SUCCESSOR_GONE")
          .map(RepairDrillTest::kinds)
          .toList();

  private static final Set<HalfKind> FOR_SOMEBODY_TO_MEND =
      kinds("CLAIMED_TWICE TOKEN_NAMED_TWICE UNREADABLE");

  private static Set<HalfKind> kinds(String names) {
    return Stream.of(names.strip().split("\\s+"))
        .map(HalfKind::valueOf)
        .collect(toCollection(() -> EnumSet.noneOf(HalfKind.class)));
  }

  private final RepairScene scene = new RepairScene();
  private final SeededHalves halves = new SeededHalves(scene);
  private final List<Half> told = Collections.synchronizedList(new ArrayList<>());
  private List<Merchant> merchants = List.of();

  @Test
  void allHalvesAreFoundAndMendedAndASecondRunFindsNone() {
    long begin = System.nanoTime();
    try (scene) {
      merchants = inParallel(scene::merchant);
      Map<String, Map<String, AttributeValue>> right = scene.items();
      assertThat(run(false).items()).isEqualTo(right.size());
      assertThat(told).isEmpty();
      for (Set<HalfKind> round : MENDABLE) {
        // That nothing else is found tells of the round before that it has left nothing.
        Map<HalfKind, Long> expected = seed(round);
        assertThat(run(false).left()).as("%s", told).isEqualTo(expected);
        RepairReport mended = run(true);
        assertThat(mended.found()).isEqualTo(expected);
        assertThat(mended.isWhole()).isTrue();
        System.out.printf("RepairDrillTest: %d kinds mended, %d s%n", round.size(), seconds(begin));
      }
      assertThat(run(true).found()).isEmpty();
      scene.restore(right);
      Map<HalfKind, Long> expected = seed(FOR_SOMEBODY_TO_MEND);
      assertThat(run(true).left()).as("%s", told).isEqualTo(expected);
      System.out.printf(
          "RepairDrillTest: %d items, %d halves of each of %d kinds, %d s%n",
          right.size(),
          MERCHANTS,
          MENDABLE.stream().mapToInt(Set::size).sum() + FOR_SOMEBODY_TO_MEND.size(),
          seconds(begin));
    }
  }

  @Test
  void everyKindIsOfARound() {
    Set<HalfKind> all = EnumSet.copyOf(FOR_SOMEBODY_TO_MEND);
    MENDABLE.forEach(all::addAll);

    assertThat(all).isEqualTo(EnumSet.complementOf(EnumSet.of(HalfKind.UNSETTLED)));
  }

  private static long seconds(long begin) {
    return (System.nanoTime() - begin) / 1_000_000_000;
  }

  private Map<HalfKind, Long> seed(Set<HalfKind> round) {
    inParallel(
        i -> {
          round.forEach(kind -> halves.seed(kind, merchants.get(i)));
          return i;
        });
    return round.stream().collect(toMap(kind -> kind, kind -> (long) MERCHANTS));
  }

  private static <T> List<T> inParallel(Function<Integer, T> one) {
    return ParallelCalls.map(
        IntStream.range(0, MERCHANTS).boxed().toList(), one, Duration.ofMinutes(15));
  }

  private RepairReport run(boolean apply) {
    told.clear();
    var options = new Options(apply, RepairScene.NOW, RepairScene.NOW);
    return new TableRepair(
            scene.dynamoDb(), scene.tableName(), options, (half, mended) -> told.add(half))
        .run();
  }
}
