package org.clientele.store.merchant;

import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.toMap;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.MerchantId;
import org.clientele.merchant.MerchantSettings;
import org.clientele.merchant.Profile;
import org.clientele.store.dynamodb.Attributes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** A merchant's settings in the customers table: texts, each of which may be absent. */
public final class MerchantSettingsItem {

  static final String SORT_KEY = "settings";

  private static final String INITIAL_STATUS = "initial_status";
  private static final String ALLOW_NUMERIC_REFERENCE = "allow_numeric_reference";
  private static final String PROFILE = "profile";
  private static final String REFUSE_UNKNOWN_FIELDS = "refuse_unknown_fields";

  private static final List<String> FLAG = List.of("true", "false");

  /** The settings by name, and what each may be. */
  public static final Map<String, List<String>> VALUES =
      Map.of(
          INITIAL_STATUS,
          List.of("INACTIVE", "ACTIVE"),
          ALLOW_NUMERIC_REFERENCE,
          FLAG,
          PROFILE,
          List.of("compatible", "strict"),
          REFUSE_UNKNOWN_FIELDS,
          FLAG);

  private MerchantSettingsItem() {}

  static String partitionKey(MerchantId merchantId) {
    return merchantId + "#settings";
  }

  public static Map<String, AttributeValue> key(MerchantId merchantId) {
    return Attributes.key(partitionKey(merchantId), SORT_KEY).toMap();
  }

  /**
   * Returns the request that changes a merchant's settings and answers the item as it then is.
   *
   * @param set the settings that change, of {@link #VALUES}
   * @param cleared those that are the deployment's again
   */
  public static UpdateItemRequest change(
      String table, MerchantId merchantId, Map<String, String> set, List<String> cleared) {
    List<String> sets = set.keySet().stream().map(name -> "#%1$s = :%1$s".formatted(name)).toList();
    List<String> removes = cleared.stream().map("#"::concat).toList();
    String expression =
        (sets.isEmpty() ? "" : "SET " + String.join(", ", sets) + " ")
            + (removes.isEmpty() ? "" : "REMOVE " + String.join(", ", removes));
    var names =
        Stream.concat(set.keySet().stream(), cleared.stream())
            .collect(toMap("#"::concat, name -> name));
    Map<String, AttributeValue> values = new HashMap<>();
    set.forEach((name, value) -> values.put(":" + name, AttributeValue.fromS(value)));
    return UpdateItemRequest.builder()
        .tableName(table)
        .key(key(merchantId))
        .updateExpression(expression.isEmpty() ? null : expression)
        .expressionAttributeNames(names.isEmpty() ? null : names)
        .expressionAttributeValues(values.isEmpty() ? null : values)
        .returnValues(ReturnValue.ALL_NEW)
        .build();
  }

  /** Returns what an item has set, by name. */
  public static Map<String, String> values(Map<String, AttributeValue> item) {
    Map<String, String> values = new TreeMap<>();
    VALUES
        .keySet()
        .forEach(
            name -> {
              String value = Attributes.of(item).text(name);
              if (value != null) {
                values.put(name, value);
              }
            });
    return values;
  }

  static MerchantSettings toSettings(Attributes item, MerchantSettings defaults) {
    String profile = item.text(PROFILE);
    return new MerchantSettings(
        requireNonNullElse(
            item.constant(INITIAL_STATUS, CustomerStatus.class), defaults.initialStatus()),
        flag(item, ALLOW_NUMERIC_REFERENCE, defaults.allowNumericReference()),
        profile == null ? defaults.profile() : Profile.valueOf(profile.toUpperCase(Locale.ROOT)),
        flag(item, REFUSE_UNKNOWN_FIELDS, defaults.refuseUnknownFields()));
  }

  private static boolean flag(Attributes item, String name, boolean otherwise) {
    String value = item.text(name);
    return value == null ? otherwise : Boolean.parseBoolean(value);
  }
}
