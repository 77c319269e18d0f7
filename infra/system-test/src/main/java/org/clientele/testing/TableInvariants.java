package org.clientele.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What must be true of the customers table whenever nobody is writing: each customer that is not
 * deleted holds its name, each name is held by one customer that exists.
 */
public final class TableInvariants {

  private static final String TABLE = "CustomersTable";

  private TableInvariants() {}

  /**
   * Looks at the whole table.
   *
   * @return how many customers it found
   */
  public static int requireHeld(DynamoDbClient dynamoDb) {
    Map<String, List<Map<String, AttributeValue>>> kinds =
        dynamoDb.scanPaginator(scan -> scan.tableName(TABLE).consistentRead(true)).items().stream()
            .collect(groupingBy(item -> kind(text(item, "sk"))));
    Map<String, Map<String, AttributeValue>> customers =
        byPartition(kinds.getOrDefault("customer", List.of()));
    Map<String, Map<String, AttributeValue>> names =
        byPartition(kinds.getOrDefault("name", List.of()));
    assertThat(customers).isNotEmpty();
    assertThat(names).isNotEmpty();
    Map<String, String> heldBy = new HashMap<>();
    customers.forEach(
        (key, customer) -> {
          boolean deleted = text(customer, "status").equals("DELETED");
          String name = name(customer);
          if (!deleted) {
            assertThat(heldBy.put(name, key)).as("other live customer of " + name).isNull();
            assertThat(names).as("name of " + key).containsKey(name);
            Map<String, AttributeValue> holder = names.getOrDefault(name, Map.of());
            assertThat(text(holder, "customer_id")).as(name).isEqualTo(id(key));
            assertThat(holder).as(name).doesNotContainKey("deleted");
          }
          assertThat(text(customer, "updated_at"))
              .isGreaterThanOrEqualTo(text(customer, "created_at"));
        });
    names.forEach(
        (name, item) -> {
          String key = merchant(name) + "#" + text(item, "customer_id");
          assertThat(customers).as("customer of " + name).containsKey(key);
          Map<String, AttributeValue> customer = customers.getOrDefault(key, Map.of());
          assertThat(name(customer)).as("name of " + key).isEqualTo(name);
          assertThat(text(customer, "status").equals("DELETED"))
              .as(name + " says whether it is free")
              .isEqualTo(item.containsKey("deleted"));
        });
    return customers.size();
  }

  private static String kind(String sortKey) {
    return switch (sortKey) {
      case "customer" -> "customer";
      case "reference", "mobile" -> "name";
      default -> "other";
    };
  }

  private static Map<String, Map<String, AttributeValue>> byPartition(
      List<Map<String, AttributeValue>> items) {
    return items.stream().collect(toMap(item -> text(item, "pk"), Function.identity()));
  }

  /** Returns the partition key of the item that makes a customer unique. */
  private static String name(Map<String, AttributeValue> customer) {
    String merchant = merchant(text(customer, "pk"));
    return customer.containsKey("merchant_customer_reference")
        ? merchant + "#reference#" + text(customer, "merchant_customer_reference")
        : "%s#mobile#%s#%s"
            .formatted(merchant, text(customer, "country_code"), text(customer, "mobile_number"));
  }

  private static String merchant(String partitionKey) {
    return partitionKey.substring(0, partitionKey.indexOf('#'));
  }

  private static String id(String partitionKey) {
    return partitionKey.substring(partitionKey.indexOf('#') + 1);
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return requireNonNull(item.get(name), name).s();
  }
}
