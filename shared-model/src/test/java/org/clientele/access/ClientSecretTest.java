package org.clientele.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientSecretTest {

  private static final String SALT = "AAECAwQFBgcICQoLDA0ODw==";

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

  @Test
  void secretIsHashedWithAsManyRoundsAsAreStoredWithIt() {
    var made = new ClientSecret(SALT, "tijTeyMZ6oM1Wv3ge2B3gU3GrNqnewxSm4/irOBVwxk=", 10_000);
    var chosen = new ClientSecret(SALT, "oOS8gwwW4SZSBXuvCWG8nFPQFiMmpt9RUhgyzVpRikI=", 600_000);

    assertThat(made.matches("made")).isTrue();
    assertThat(made.isChosen()).isFalse();
    assertThat(chosen.matches("chosen")).isTrue();
    assertThat(chosen.matches("made")).isFalse();
    assertThat(chosen.isChosen()).isTrue();
    assertThat(ClientSecret.hash("made").isChosen()).isFalse();
  }
}
