package org.clientele.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientSecretTest {

  @Test
  void onlyTheSecretItselfMatches() {
    ClientSecret stored = ClientSecret.hash("secret");

    assertThat(stored.matches("secret")).isTrue();
    assertThat(stored.matches("secres")).isFalse();
    assertThat(stored.matches("")).isFalse();
  }

  @Test
  void sameSecretIsNeverStoredAlike() {
    ClientSecret first = ClientSecret.hash("secret");
    ClientSecret second = ClientSecret.hash("secret");

    assertThat(first.salt()).isNotEqualTo(second.salt());
    assertThat(first.hash()).isNotEqualTo(second.hash()).hasSize(44);
  }
}
