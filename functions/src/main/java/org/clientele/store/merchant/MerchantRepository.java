package org.clientele.store.merchant;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.CustomerStatus;
import org.clientele.customfield.CustomField;
import org.clientele.customfield.CustomFields;
import org.clientele.id.MerchantId;
import org.clientele.merchant.Merchant;
import org.clientele.merchant.MerchantSettings;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Table;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What merchants have decided, as it was a minute ago at most: they seldom change their minds, and
 * an operation that needs it is to cost no call more.
 */
@Singleton
public class MerchantRepository {

  private static final Duration KEPT = Duration.ofMinutes(1);

  /** A function serves one request at a time, and few merchants in a row. */
  private static final int MOST = 500;

  /** What is refused is looked at again, but not more often than this. */
  private static final Duration BETWEEN_READS = Duration.ofSeconds(1);

  private record Read(Merchant merchant, Instant at) {

    boolean isWithin(Duration age, Instant now) {
      return Duration.between(at, now).abs().compareTo(age) < 0;
    }
  }

  private final Map<MerchantId, Read> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MerchantId, Read> eldest) {
          return size() > MOST;
        }
      };

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final Settings settings;
  private long changes;

  public MerchantRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.settings = settings;
  }

  /** Returns a merchant as it was at most a minute before {@code now}. */
  public Merchant get(MerchantId id, Instant now) {
    return get(id, now, KEPT);
  }

  /** Returns a merchant as it was at most a second before {@code now}. */
  public Merchant getAgain(MerchantId id, Instant now) {
    return get(id, now, BETWEEN_READS);
  }

  private Merchant get(MerchantId id, Instant now, Duration age) {
    Read kept;
    long before;
    synchronized (known) {
      kept = known.get(id);
      before = changes;
    }
    if (kept != null && kept.isWithin(age, now)) {
      return kept.merchant;
    }
    Merchant read = read(id);
    synchronized (known) {
      // What was read before a change of this process is not kept after it.
      if (before == changes) {
        known.put(id, new Read(read, now));
      }
    }
    return read;
  }

  /** Has a merchant read anew when it is asked for next, because it has changed. */
  void forget(MerchantId id) {
    synchronized (known) {
      changes++;
      known.remove(id);
    }
  }

  private Merchant read(MerchantId id) {
    List<Map<String, AttributeValue>> items = items(id);
    MerchantSettings own =
        items.stream()
            .map(Attributes::of)
            .filter(item -> item.requiredText(Attributes.SK).equals(MerchantSettingsItem.SORT_KEY))
            .findFirst()
            .map(item -> MerchantSettingsItem.toSettings(item, defaults(id)))
            .orElseGet(() -> defaults(id));
    return new Merchant(own, CustomFields.of(customFields(items)));
  }

  /** Returns all definitions that are stored of a merchant's custom fields, as they are now. */
  List<CustomField> customFields(MerchantId id) {
    return customFields(items(id));
  }

  private static List<CustomField> customFields(List<Map<String, AttributeValue>> items) {
    return items.stream()
        .filter(item -> CustomFieldItem.isCustomField(Attributes.of(item)))
        .map(CustomFieldItem::toCustomField)
        .toList();
  }

  private List<Map<String, AttributeValue>> items(MerchantId id) {
    return dynamoDb
        .queryPaginator(table.allOf(MerchantSettingsItem.partitionKey(id)))
        .items()
        .stream()
        .toList();
  }

  /** Returns the settings of who has none of its own, as a caller that nobody knows yet. */
  public MerchantSettings defaults() {
    return defaults(false);
  }

  private MerchantSettings defaults(MerchantId id) {
    return defaults(settings.allowNumericReference().orElse(Set.of()).contains(id.value()));
  }

  private MerchantSettings defaults(boolean allowNumericReference) {
    return new MerchantSettings(
        CustomerStatus.INACTIVE,
        allowNumericReference,
        settings.profile(),
        settings.refuseUnknownFields());
  }
}
