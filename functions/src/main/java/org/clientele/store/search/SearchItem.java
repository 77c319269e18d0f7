package org.clientele.store.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.clientele.customer.Customer;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.search.SearchEntry;
import org.clientele.search.SearchEntry.Kind;
import org.clientele.store.dynamodb.Attributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The key of a {@link SearchEntry} in the search table, in the order in which customers are found.
 * Keys are all that it holds, so that it has less than 1 KB and is written for one write unit.
 */
record SearchItem(Kind kind, String pk, String sk) implements Comparable<SearchItem> {

  /** The customer's version by which it was written; the index is rebuilt by that. */
  static final String VERSION = "version";

  private static final String MOBILE = "#mobile#";
  private static final String TEXT = "#text#";

  /** Entries that begin alike are in as many partitions: references often do, all of them. */
  private static final int SHARDS = 16;

  /** In UTF-8; of longer texts the beginning is stored, and the customer itself says the rest. */
  private static final int LONGEST = 800;

  /** As DynamoDB orders sort keys. */
  private static final Comparator<SearchItem> ORDER =
      Comparator.comparing(SearchItem::kind)
          .thenComparing(item -> item.sk.getBytes(UTF_8), Arrays::compareUnsigned);

  /** Returns the items of a customer's entries that are wanted. */
  static TreeSet<SearchItem> of(@Nullable Customer customer, Predicate<SearchEntry> wanted) {
    return customer == null
        ? new TreeSet<>()
        : SearchEntry.of(customer).stream()
            .filter(wanted)
            .map(entry -> of(customer, entry))
            .collect(toCollection(TreeSet::new));
  }

  static Set<SearchItem> of(@Nullable Customer customer) {
    return of(customer, entry -> true);
  }

  /** Returns the items of a customer's entries, also of one that is {@code DELETED}. */
  static Set<SearchItem> ofAnyStatus(Customer customer) {
    return SearchEntry.of(customer.details()).stream()
        .map(entry -> of(customer, entry))
        .collect(toCollection(TreeSet::new));
  }

  private static SearchItem of(Customer customer, SearchEntry entry) {
    int shard = Math.floorMod(customer.id().value().hashCode(), SHARDS);
    return new SearchItem(
        entry.kind(),
        entry.kind() == Kind.MOBILE
            ? mobilePartition(customer.merchantId(), entry.text())
            : textPartition(customer.merchantId(), entry.text(), shard),
        sortKeyPrefix(entry.text()) + "#" + customer.id());
  }

  /** Returns the partitions of all texts that begin as one does. */
  static List<String> textPartitions(MerchantId merchantId, String text) {
    return IntStream.range(0, SHARDS)
        .mapToObj(shard -> textPartition(merchantId, text, shard))
        .toList();
  }

  private static String textPartition(MerchantId merchantId, String text, int shard) {
    return merchantId + TEXT + beginning(text) + "#" + shard;
  }

  /** Returns the partition of all mobile numbers that end as one does. */
  static String mobilePartition(MerchantId merchantId, String reversed) {
    return merchantId + MOBILE + beginning(reversed);
  }

  private static String beginning(String text) {
    return text.substring(0, text.offsetByCodePoints(0, SearchEntry.SHORTEST));
  }

  /** Returns what the sort key of a text, and of all that begin so, begins with. */
  static String sortKeyPrefix(String text) {
    int end = text.length();
    while (text.substring(0, end).getBytes(UTF_8).length > LONGEST) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end);
  }

  /** Whether an item of the search table is one of these. */
  static boolean isEntry(Map<String, AttributeValue> item) {
    String pk = Attributes.of(item).requiredText(Attributes.PK);
    int merchant = pk.indexOf('#');
    return pk.startsWith(MOBILE, merchant) || pk.startsWith(TEXT, merchant);
  }

  static MerchantId merchantId(Map<String, AttributeValue> item) {
    String pk = Attributes.of(item).requiredText(Attributes.PK);
    return new MerchantId(pk.substring(0, pk.indexOf('#')));
  }

  static SearchItem from(Map<String, AttributeValue> item) {
    Attributes attributes = Attributes.of(item);
    String pk = attributes.requiredText(Attributes.PK);
    return new SearchItem(
        pk.startsWith(MOBILE, pk.indexOf('#')) ? Kind.MOBILE : Kind.TEXT,
        pk,
        attributes.requiredText(Attributes.SK));
  }

  Map<String, AttributeValue> key() {
    return Attributes.key(pk, sk).toMap();
  }

  Map<String, AttributeValue> toMap(long version) {
    return Attributes.key(pk, sk).put(VERSION, version).toMap();
  }

  CustomerId customerId() {
    return new CustomerId(sk.substring(sk.lastIndexOf('#') + 1));
  }

  @Override
  public int compareTo(SearchItem other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + " ***";
  }
}
