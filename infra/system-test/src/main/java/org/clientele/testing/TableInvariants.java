package org.clientele.testing;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What must be true of the tables whenever nobody is writing: items that belong together exist
 * together and say the same of one another.
 */
public final class TableInvariants {

  /** The kinds of items there are. */
  public enum Kind {
    CUSTOMER,
    /** Makes a customer unique: by its reference or, without one, by its mobile number. */
    REFERENCE,
    MOBILE,
    TOKEN,
    /** Makes a token unique, and leads to it. */
    TOKEN_REFERENCE,
    PROVIDER_TOKEN,
    TOKEN_ID,
    /** How many tokens that have not ended a customer has at most. */
    TOKEN_COUNT,
    /** What a token's providers are to be asked, or those of a deleted customer's tokens. */
    DEREGISTRATION,
    /** What a merchant's cursors are made with. */
    CURSOR_KEY,
    /** One change of a customer: who, when, which fields. */
    HISTORY,
    /** A definition of a merchant's, which may be deleted. */
    CUSTOM_FIELD,
    CUSTOM_FIELD_COUNT,
    /** A request under an idempotency key, and its answer. */
    REQUEST;

    private static Kind of(String sortKey) {
      if (sortKey.startsWith("token#")) {
        return TOKEN;
      }
      if (sortKey.startsWith("history#")) {
        return HISTORY;
      }
      if (sortKey.startsWith("deregistration#")) {
        return DEREGISTRATION;
      }
      if (sortKey.startsWith("custom-field#")) {
        return CUSTOM_FIELD;
      }
      return switch (sortKey) {
        case "custom-field-count" -> CUSTOM_FIELD_COUNT;
        case "customer" -> CUSTOMER;
        case "reference" -> REFERENCE;
        case "mobile" -> MOBILE;
        case "token-reference" -> TOKEN_REFERENCE;
        case "provider-token" -> PROVIDER_TOKEN;
        case "token-id" -> TOKEN_ID;
        case "token-count" -> TOKEN_COUNT;
        case "deregistration" -> DEREGISTRATION;
        case "cursor-key" -> CURSOR_KEY;
        default -> throw new AssertionError("no invariant is known of an item " + sortKey);
      };
    }
  }

  private static final int SHARDS = 64;
  private static final int DEREGISTRATION_SHARDS = 8;
  private static final int SHA_256_DIGITS = 64;
  private static final int MOST_FAILURES = 10;
  private static final int MOST_FIELDS = 100;
  private static final Set<String> FINAL = Set.of("DEACTIVATED", "FAILED");

  /** An item, whose attributes are all read as text. */
  private record Item(Map<String, AttributeValue> attributes) {

    @Nullable String find(String name) {
      AttributeValue value = attributes.get(name);
      return value == null ? null : value.s() == null ? value.n() : value.s();
    }

    String text(String name) {
      return requireNonNull(find(name), () -> name + " of " + attributes.get("pk"));
    }

    boolean flag(String name) {
      AttributeValue value = attributes.get(name);
      return value != null && Boolean.TRUE.equals(value.bool());
    }

    String pk() {
      return text("pk");
    }

    /** Returns primary key and sort key in one. */
    String key() {
      return pk() + " " + text("sk");
    }

    String merchant() {
      return pk().substring(0, pk().indexOf('#'));
    }

    /** Returns the key of the customer, or of the token, that this item names by its ids. */
    String named(String sortKey) {
      return merchant() + "#" + text("customer_id") + " " + sortKey;
    }
  }

  private final Map<Kind, List<Item>> kinds;
  private final Map<String, Item> items;

  private TableInvariants(List<Item> all) {
    kinds = all.stream().collect(groupingBy(item -> Kind.of(item.text("sk"))));
    items = all.stream().collect(toMap(Item::key, Function.identity()));
  }

  /**
   * Looks at all items of the customers table and of the requests table, and at the counts of the
   * clients table.
   *
   * @return how many items of each kind it found
   */
  public static Map<Kind, Integer> requireHeld(FaultyDynamoDb store) {
    var tables = new TableInvariants(scan(store, "CustomersTable"));
    tables.requireAll();
    List<Item> requests = scan(store, "RequestsTable");
    requests.forEach(TableInvariants::requireRequest);
    scan(store, "ClientsTable").forEach(TableInvariants::requireClientOrFailures);
    Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    tables.kinds.forEach((kind, found) -> counts.put(kind, found.size()));
    counts.put(Kind.REQUEST, requests.size());
    assertThat(counts).containsKeys(Kind.CUSTOMER, Kind.REFERENCE);
    return counts;
  }

  private static List<Item> scan(FaultyDynamoDb store, String table) {
    return store
        .client()
        .scanPaginator(scan -> scan.tableName(store.table(table)).consistentRead(true))
        .items()
        .stream()
        .map(Item::new)
        .toList();
  }

  private List<Item> all(Kind kind) {
    return kinds.getOrDefault(kind, List.of());
  }

  private void requireAll() {
    requireUniqueCustomers();
    all(Kind.CUSTOMER).forEach(this::requireCustomer);
    all(Kind.REFERENCE).forEach(this::requireHolder);
    all(Kind.MOBILE).forEach(this::requireHolder);
    all(Kind.TOKEN).forEach(this::requireToken);
    all(Kind.TOKEN_REFERENCE).forEach(this::requireTokenReference);
    all(Kind.PROVIDER_TOKEN).forEach(this::requireProviderToken);
    all(Kind.TOKEN_ID).forEach(this::requireTokenId);
    all(Kind.DEREGISTRATION).forEach(this::requireDeregistration);
    requireCounts();
    requireHistories();
    all(Kind.CUSTOM_FIELD).forEach(TableInvariants::requireTimesAndVersion);
    all(Kind.CUSTOM_FIELD_COUNT).forEach(this::requireCountOfFields);
  }

  private void requireCountOfFields(Item count) {
    long fields =
        all(Kind.CUSTOM_FIELD).stream().filter(field -> field.pk().equals(count.pk())).count();
    assertThat(count.text("count")).as(count.key()).isEqualTo(Long.toString(fields));
    assertThat(fields).isLessThanOrEqualTo(MOST_FIELDS);
  }

  private void requireUniqueCustomers() {
    Map<String, Long> live =
        all(Kind.CUSTOMER).stream()
            .filter(customer -> !isDeleted(customer))
            .collect(groupingBy(TableInvariants::uniquenessKey, TreeMap::new, counting()));
    assertThat(live).allSatisfy((key, count) -> assertThat(count).as(key).isEqualTo(1));
  }

  private void requireCustomer(Item customer) {
    requireTimesAndVersion(customer);
    if (!isDeleted(customer)) {
      Item holder = require(uniquenessKey(customer));
      assertThat(holder.named("customer")).isEqualTo(customer.key());
      assertThat(holder.flag("deleted")).as(holder.key()).isFalse();
    }
    String defaultTokenId = customer.find("default_token_id");
    if (defaultTokenId != null) {
      assertThat(isDeleted(customer)).as(customer.key()).isFalse();
      Item token = require(customer.pk() + " token#" + defaultTokenId);
      assertThat(token.flag("is_default")).as(token.key()).isTrue();
      assertThat(token.find("expired_at")).isEqualTo(customer.find("default_token_expired_at"));
    }
  }

  private void requireHolder(Item holder) {
    Item customer = require(holder.named("customer"));
    assertThat(uniquenessKey(customer)).as(customer.key()).isEqualTo(holder.key());
    assertThat(holder.flag("deleted"))
        .as(holder.key() + " says whether it is free")
        .isEqualTo(isDeleted(customer));
  }

  private void requireToken(Item token) {
    requireTimesAndVersion(token);
    Item customer = require(token.pk() + " customer");
    Item reference =
        require(
            token.merchant()
                + "#token-reference#"
                + token.text("merchant_token_reference")
                + " token-reference");
    if (!isDeleted(customer) && !hasEnded(token)) {
      assertThat(reference.named("token#" + reference.text("token_id"))).isEqualTo(token.key());
    }
    Item pointer = require(tokenId(token));
    assertThat(pointer.named("token#" + pointer.text("token_id"))).isEqualTo(token.key());
    for (Map<String, AttributeValue> source : sources(token)) {
      AttributeValue id = source.get("id");
      if (id != null && !hasEnded(token)) {
        Item provider = require(providerToken(token, source, id.s()));
        assertThat(provider.named("token#" + provider.text("token_id"))).isEqualTo(token.key());
      }
    }
    if (token.find("replaced_by") != null) {
      assertThat(FINAL).as(token.key()).contains(token.text("status"));
      assertThat(token.flag("is_default")).as(token.key()).isFalse();
      require(token.pk() + " token#" + token.text("replaced_by"));
    }
    boolean expires = token.find("expired_at") != null && !FINAL.contains(token.text("status"));
    assertThat(token.find("expiry_shard"))
        .as(token.key())
        .isEqualTo(expires ? Integer.toString(shard(token)) : null);
    if (token.flag("is_default")) {
      assertThat(FINAL).as(token.key()).doesNotContain(token.text("status"));
      if (!isDeleted(customer)) {
        assertThat("token#" + customer.find("default_token_id")).isEqualTo(token.text("sk"));
      }
    }
  }

  private static List<Map<String, AttributeValue>> sources(Item token) {
    return requireNonNull(token.attributes().get("sources")).l().stream()
        .map(AttributeValue::m)
        .toList();
  }

  private static String providerToken(
      Item token, Map<String, AttributeValue> source, String providerTokenId) {
    return "%s#provider-token#%s#%s provider-token"
        .formatted(token.merchant(), requireNonNull(source.get("source")).s(), providerTokenId);
  }

  private static String tokenId(Item token) {
    return "%s#token-id#%s token-id"
        .formatted(token.merchant(), token.text("sk").substring("token#".length()));
  }

  private void requireTokenId(Item pointer) {
    Item token = require(pointer.named("token#" + pointer.text("token_id")));
    assertThat(tokenId(token)).isEqualTo(pointer.key());
  }

  private void requireProviderToken(Item pointer) {
    Item token = require(pointer.named("token#" + pointer.text("token_id")));
    assertThat(pointer.merchant()).isEqualTo(token.merchant());
    assertThat(sources(token))
        .as(pointer.key())
        .anyMatch(
            source ->
                pointer
                    .pk()
                    .startsWith(
                        "%s#provider-token#%s#"
                            .formatted(
                                token.merchant(), requireNonNull(source.get("source")).s())));
  }

  /** Whether it has ended for good, so that another token may have its reference. */
  private static boolean hasEnded(Item token) {
    return FINAL.contains(token.text("status"))
        && (!isExpired(token) || token.attributes().containsKey("removal"));
  }

  private static boolean isExpired(Item token) {
    return token.flag("expired");
  }

  private static int shard(Item token) {
    return Math.floorMod(token.text("sk").substring("token#".length()).hashCode(), SHARDS);
  }

  private void requireTokenReference(Item reference) {
    Item token = require(reference.named("token#" + reference.text("token_id")));
    assertThat(reference.pk())
        .isEqualTo(token.merchant() + "#token-reference#" + token.text("merchant_token_reference"));
  }

  private void requireDeregistration(Item wanted) {
    String[] partition = wanted.pk().split("#deregistration#", -1);
    Item customer = require(partition[0] + "#" + partition[1] + " customer");
    String[] stage = wanted.text("deregistration_stage").split("#", -1);
    String[] sortKey = wanted.text("sk").split("#", -1);
    String id = sortKey.length == 1 ? partition[1] : sortKey[1];
    assertThat(stage[1])
        .as(wanted.key())
        .isEqualTo(Integer.toString(Math.floorMod(id.hashCode(), DEREGISTRATION_SHARDS)));
    if (stage[0].equals("TO_SEND")) {
      assertThat(wanted.text("due_at")).isEqualTo(wanted.text("occurred_at"));
    } else {
      assertThat(stage[0]).as(wanted.key()).isEqualTo("SENT");
      assertThat(wanted.text("due_at")).isGreaterThan(wanted.text("occurred_at"));
    }
    if (sortKey.length == 1) {
      assertThat(isDeleted(customer)).as(wanted.key()).isTrue();
      assertThat(stage[0]).as(wanted.key()).isEqualTo("TO_SEND");
    } else {
      Item token = require(customer.pk() + " token#" + id);
      assertThat(isDeleted(customer) || token.attributes().containsKey("removal"))
          .as(wanted.key())
          .isTrue();
      assertThat(wanted.text("merchant_token_reference"))
          .isEqualTo(token.text("merchant_token_reference"));
      assertThat(requireNonNull(wanted.attributes().get("holders")).m()).isNotEmpty();
    }
  }

  /** A token that can expire may have done so by the time that it was last counted. */
  private void requireCounts() {
    Map<String, Integer> tokens = new HashMap<>();
    all(Kind.TOKEN).stream()
        .filter(token -> !FINAL.contains(token.text("status")))
        .filter(token -> token.find("expired_at") == null)
        .forEach(token -> tokens.merge(token.pk(), 1, Integer::sum));
    Map<String, Integer> counts =
        all(Kind.TOKEN_COUNT).stream()
            .collect(toMap(Item::pk, count -> Integer.parseInt(count.text("count"))));
    tokens.forEach(
        (customer, living) ->
            assertThat(counts.getOrDefault(customer, 0))
                .as(customer)
                .isGreaterThanOrEqualTo(living));
  }

  /**
   * Each version that a customer's readers could see by its last change has an entry, but the
   * first, and nobody else has any.
   */
  private void requireHistories() {
    Map<String, List<Item>> histories = all(Kind.HISTORY).stream().collect(groupingBy(Item::pk));
    for (Item customer : all(Kind.CUSTOMER)) {
      String id = customer.pk().substring(customer.merchant().length() + 1);
      List<Item> entries = histories.remove(customer.merchant() + "#history#" + id);
      long versions =
          entries == null ? 0 : entries.stream().map(TableInvariants::version).distinct().count();
      assertThat(versions).as(customer.key()).isEqualTo(lastVersion(customer) - 1);
      if (entries != null) {
        entries.forEach(entry -> requireEntry(entry, customer));
      }
    }
    assertThat(histories).isEmpty();
  }

  private static void requireEntry(Item entry, Item customer) {
    assertThat(version(entry)).as(entry.key()).isBetween(2L, lastVersion(customer));
    assertThat(entry.text("sk")).isEqualTo("history#%010d".formatted(version(entry)));
    assertThat(entry.text("by")).isIn("MERCHANT", "PROVIDER", "CLOCK", "OPERATOR");
    assertThat(entry.find("request_id") != null)
        .as(entry.key())
        .isEqualTo(entry.text("by").equals("MERCHANT"));
    if (!entry.text("by").equals("OPERATOR")) {
      assertThat(requireNonNull(entry.attributes().get("fields")).l()).isNotEmpty();
    }
  }

  private static long version(Item item) {
    return Long.parseLong(item.text("version"));
  }

  /** A default token that had expired when its customer last changed is a version more. */
  private static long lastVersion(Item customer) {
    return version(customer) + (hadExpired(customer) ? 1 : 0);
  }

  private static boolean hadExpired(Item customer) {
    String expiry = customer.find("default_token_expired_at");
    return expiry != null && expiry.compareTo(customer.text("updated_at")) <= 0;
  }

  private static void requireRequest(Item request) {
    String pk = request.pk();
    assertThat(pk.substring(pk.lastIndexOf('#') + 1))
        .as(pk)
        .hasSize(SHA_256_DIGITS)
        .matches("[0-9a-f]*");
    assertThat(request.text("payload_hash")).hasSize(SHA_256_DIGITS);
    assertThat(request.text("status")).isIn("200", "201", "422");
    assertThat(MerchantClient.parse(request.text("body")).isObject()).as(pk).isTrue();
    assertThat(request.text("expires_at")).matches("[0-9]{10}");
  }

  /** What has a time of expiry is dropped after it, which must never be a client or the key. */
  private static void requireClientOrFailures(Item item) {
    if (item.find("expires_at") == null) {
      assertThat(item.pk()).matches("client#.+|signing-key");
    } else {
      assertThat(item.pk()).matches("attempts#[0-9a-f]{64}#" + item.text("expires_at"));
      assertThat(Integer.parseInt(item.text("count"))).isBetween(1, MOST_FAILURES);
    }
  }

  private static void requireTimesAndVersion(Item item) {
    assertThat(item.text("updated_at"))
        .as(item.key())
        .isGreaterThanOrEqualTo(item.text("created_at"));
    assertThat(Long.parseLong(item.text("version"))).as(item.key()).isPositive();
  }

  private Item require(String key) {
    Item item = items.get(key);
    assertThat(item).as(key).isNotNull();
    return requireNonNull(item);
  }

  private static boolean isDeleted(Item customer) {
    return customer.text("status").equals("DELETED");
  }

  /** Returns the key of the item that makes a customer unique. */
  private static String uniquenessKey(Item customer) {
    String reference = customer.find("merchant_customer_reference");
    return reference != null
        ? "%s#reference#%s reference".formatted(customer.merchant(), reference)
        : "%s#mobile#%s#%s mobile"
            .formatted(
                customer.merchant(), customer.text("country_code"), customer.text("mobile_number"));
  }
}
