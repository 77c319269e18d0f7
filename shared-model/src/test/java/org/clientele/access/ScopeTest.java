package org.clientele.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void claimThatIsWrittenIsRead() {
    Set<Scope> all = EnumSet.allOf(Scope.class);

    assertThat(Scope.format(all))
        .isEqualTo("customers:read customers:write tokens:read tokens:write settings:write");
    assertThat(Scope.parse(Scope.format(all))).isEqualTo(all);
  }

  @Test
  void onlyAWholeNameThatIsKnownAllowsSomething() {
    assertThat(Scope.parse("tokens:read customers:reader admin Tokens:write"))
        .containsExactly(Scope.TOKENS_READ);
    assertThat(Scope.parse("")).isEmpty();
  }
}
