package org.clientele.store.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.clientele.TestingSettings;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.MerchantId;
import org.clientele.merchant.MerchantSettings;
import org.clientele.merchant.Profile;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.junit.jupiter.api.Test;

class MerchantRepositoryTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final MerchantId merchant = new MerchantId(UUID.randomUUID().toString());
  private final TestingDynamoDb dynamoDb = new TestingDynamoDb();

  @Test
  void whatAMerchantHasSetGoesBeforeWhatTheDeploymentSays() {
    Settings strict =
        TestingSettings.of(
            Map.of(
                "CLIENTELE_PROFILE",
                "strict",
                "CLIENTELE_REFUSE_UNKNOWN_FIELDS",
                "true",
                "CLIENTELE_ALLOW_NUMERIC_REFERENCE",
                merchant.value()));
    set(
        Map.of(
            "initial_status", "ACTIVE",
            "profile", "compatible",
            "refuse_unknown_fields", "false",
            "allow_numeric_reference", "false"));

    assertThat(dynamoDb.merchants(strict).get(merchant, NOW).settings())
        .isEqualTo(new MerchantSettings(CustomerStatus.ACTIVE, false, Profile.COMPATIBLE, false));
  }

  @Test
  void whatAMerchantHasNotSetIsWhatTheDeploymentSays() {
    Settings strict =
        TestingSettings.of(
            Map.of(
                "CLIENTELE_PROFILE",
                "strict",
                "CLIENTELE_REFUSE_UNKNOWN_FIELDS",
                "true",
                "CLIENTELE_ALLOW_NUMERIC_REFERENCE",
                merchant.value()));
    var settings = new MerchantSettings(CustomerStatus.INACTIVE, true, Profile.STRICT, true);

    assertThat(dynamoDb.merchants(strict).get(merchant, NOW).settings()).isEqualTo(settings);

    set(Map.of("initial_status", "ACTIVE"));

    assertThat(dynamoDb.merchants(strict).get(merchant, NOW).settings())
        .isEqualTo(new MerchantSettings(CustomerStatus.ACTIVE, true, Profile.STRICT, true));
    assertThat(dynamoDb.merchants(strict).get(new MerchantId("another"), NOW).settings())
        .isEqualTo(new MerchantSettings(CustomerStatus.INACTIVE, false, Profile.STRICT, true));
  }

  @Test
  void settingsAreReadAtMostOnceAMinuteAndAreNoOlder() {
    MerchantRepository merchants = dynamoDb.merchants(TestingSettings.of());

    assertThat(merchants.get(merchant, NOW).settings().initialStatus())
        .isEqualTo(CustomerStatus.INACTIVE);
    set(Map.of("initial_status", "ACTIVE"));
    dynamoDb.forgetRequests();

    assertThat(merchants.get(merchant, NOW.plusSeconds(59)).settings().initialStatus())
        .isEqualTo(CustomerStatus.INACTIVE);
    assertThat(dynamoDb.requests()).isEmpty();
    assertThat(merchants.get(merchant, NOW.plusSeconds(60)).settings().initialStatus())
        .isEqualTo(CustomerStatus.ACTIVE);
    assertThat(dynamoDb.requests()).hasSize(1);
  }

  private void set(Map<String, String> values) {
    dynamoDb.updateItem(
        MerchantSettingsItem.change(
            TestingSettings.of().customersTable(), merchant, values, List.of()));
  }
}
