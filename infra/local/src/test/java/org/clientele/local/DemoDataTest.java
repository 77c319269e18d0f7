package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoDataTest {

  @Test
  void pageListsEverySampleWithoutMarkupOfItsOwn() {
    String page = StartPage.html("http://localhost:8080", DemoData.samples());

    assertThat(DemoData.samples())
        .hasSizeGreaterThan(3)
        .allSatisfy(
            sample ->
                assertThat(page)
                    .contains(sample.customer().id().value(), sample.token(), sample.what()));
  }
}
