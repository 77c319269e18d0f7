package org.clientele;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.clientele.embedded.SamTemplate;
import org.clientele.embedded.TemporaryTables;
import org.clientele.settings.Setting;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;

/** Settings as the template gives them to a function, read as Quarkus reads them. */
public final class TestingSettings {

  public static final String ISSUER = "https://identity.example.com";
  public static final String AUDIENCE = "https://clientele.example.com";

  /** It is given more than any other. */
  private static final String FUNCTION = "map-provider-notices";

  public static final String AUDIT_KEY = "test-audit-key";

  private static final String NO_KEYS = "{\"keys\":[]}";

  private TestingSettings() {}

  public static Settings of() {
    return of(Map.of());
  }

  /** Returns settings by which these keys verify access tokens. */
  public static Settings of(String keys) {
    return of(Map.of("CLIENTELE_ACCESS_TOKEN_KEYS", keys));
  }

  /** Returns settings with other environment variables beside the template's, or instead. */
  public static Settings of(Map<String, String> others) {
    return of(TestingDynamoDb.tables(), others);
  }

  /** Returns settings for tables that one test alone has. */
  public static Settings of(TemporaryTables tables, Map<String, String> others) {
    Map<String, String> properties = properties(tables, others);
    return new SmallRyeConfigBuilder()
        .addDiscoveredConverters()
        .withSources(new PropertiesConfigSource(properties, "template", 100))
        .withMapping(Settings.class)
        .build()
        .getConfigMapping(Settings.class);
  }

  /** Returns the template's settings under the names that Quarkus has for them. */
  public static Map<String, String> properties(TemporaryTables tables, Map<String, String> others) {
    Map<String, String> environment =
        new HashMap<>(
            tables.template().functions().stream()
                .filter(function -> function.name().equals(FUNCTION))
                .map(SamTemplate.Function::environment)
                .findFirst()
                .orElseThrow());
    environment.putAll(
        Map.of(
            "CLIENTELE_ACCESS_TOKEN_ISSUER", ISSUER,
            "CLIENTELE_ACCESS_TOKEN_AUDIENCE", AUDIENCE,
            "CLIENTELE_ACCESS_TOKEN_KEYS", NO_KEYS,
            "CLIENTELE_AUDIT_KEY", AUDIT_KEY,
            "CLIENTELE_METRICS_NAMESPACE", "clientele-test"));
    environment.putAll(others);
    Map<String, String> properties = new HashMap<>();
    for (Setting setting : Setting.all()) {
      String value = environment.get(setting.variable());
      if (value != null) {
        properties.put(setting.property(), value);
      }
    }
    return properties;
  }
}
