package org.clientele.store.merchant;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.CustomerStatus;
import org.clientele.id.MerchantId;
import org.clientele.merchant.MerchantSettings;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Table;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * What merchants have decided, as it was a minute ago at most: they seldom change their minds, and
 * an operation that needs it is to cost no call more.
 */
@Singleton
public class MerchantRepository {

  private static final Duration KEPT = Duration.ofMinutes(1);

  /** A function serves one request at a time, and few merchants in a row. */
  private static final int MOST = 500;

  /** One call of half an operation's usual time, because it comes before all that those make. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private record Read(MerchantSettings settings, Instant at) {}

  private final Map<MerchantId, Read> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<MerchantId, Read> eldest) {
          return size() > MOST;
        }
      };

  private final DynamoDbClient dynamoDb;
  private final Table table;
  private final Settings settings;

  public MerchantRepository(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.table = new Table(dynamoDb, settings.customersTable());
    this.settings = settings;
  }

  /** Returns a merchant's settings as they were at most a minute before {@code now}. */
  public MerchantSettings settings(MerchantId id, Instant now) {
    Read kept = kept(id);
    if (kept != null && Duration.between(kept.at, now).abs().compareTo(KEPT) < 0) {
      return kept.settings;
    }
    Read read = new Read(read(id), now);
    keep(id, read);
    return read.settings;
  }

  private synchronized @Nullable Read kept(MerchantId id) {
    return known.get(id);
  }

  private synchronized void keep(MerchantId id, Read read) {
    known.put(id, read);
  }

  private MerchantSettings read(MerchantId id) {
    var items =
        dynamoDb.queryPaginator(
            table.allOf(MerchantSettingsItem.partitionKey(id)).toBuilder()
                .overrideConfiguration(call -> call.apiCallTimeout(PATIENCE))
                .build());
    return items.items().stream()
        .map(Attributes::of)
        .filter(item -> item.requiredText(Attributes.SK).equals(MerchantSettingsItem.SORT_KEY))
        .findFirst()
        .map(item -> MerchantSettingsItem.toSettings(item, defaults(id)))
        .orElseGet(() -> defaults(id));
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
