package org.clientele.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.token.TestingNotices.CREATED;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentNoticesTest {

  @Test
  void last20OfASourceAreKnownByTheirIdsAndNoOther() {
    RecentNotices notices = RecentNotices.none();
    for (int i = 1; i <= 21; i++) {
      notices = notices.with(notice("tsp", "n-" + i));
    }

    assertThat(known(notices, "tsp")).isEqualTo(IntStream.rangeClosed(2, 21).boxed().toList());
    assertThat(known(notices, "other")).isEmpty();
    assertThat(notices.fingerprints()).hasSize(20);
  }

  @Test
  void noticeWithoutAnIdIsNotKept() {
    TokenNotice notice = notice("tsp", null);

    assertThat(RecentNotices.none().with(notice)).isEqualTo(RecentNotices.none());
    assertThat(RecentNotices.none().with(notice("tsp", "null")).contain(notice)).isFalse();
  }

  /** Returns which of 3,000 notices are known. */
  private static List<Integer> known(RecentNotices notices, String source) {
    return IntStream.rangeClosed(1, 3_000)
        .filter(i -> notices.contain(notice(source, "n-" + i)))
        .boxed()
        .toList();
  }

  private static TokenNotice notice(String source, @Nullable String id) {
    return TestingNotices.change(source, 1L, CREATED, id, TokenField.CONSENT_REFERENCE, "c");
  }
}
