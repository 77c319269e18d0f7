package org.clientele.store.search;

import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.clientele.customer.Customer;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.BatchWrites;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Keeps the search index as the customers are. Each entry that a change has made or ended is one
 * write of one unit; changes that come again make no difference, if they come in order.
 */
@Singleton
public class SearchIndex {

  private final BatchWrites writes;

  public SearchIndex(DynamoDbClient dynamoDb, Settings settings) {
    this.writes = new BatchWrites(dynamoDb, settings.searchTable());
  }

  /**
   * Brings the index up to changes.
   *
   * @param changes of any customers, those of each in their order
   * @return how many entries were written or deleted
   */
  public int follow(List<CustomerChange> changes) {
    Map<SearchItem, WriteRequest> last = new LinkedHashMap<>();
    for (CustomerChange change : changes) {
      Set<SearchItem> before = before(change);
      Set<SearchItem> after = SearchItem.of(change.after());
      before.stream()
          .filter(item -> !after.contains(item))
          .forEach(item -> last.put(item, deletion(item)));
      after.stream()
          .filter(item -> !before.contains(item))
          .forEach(item -> last.put(item, put(item, change.version())));
    }
    writes.make(new ArrayList<>(last.values()));
    return last.size();
  }

  /** An erasure takes away what is left where the deletion before it was missed. */
  private static Set<SearchItem> before(CustomerChange change) {
    Customer before = change.before();
    return before != null && change.after() != null && change.after().isErased()
        ? SearchItem.ofAnyStatus(before)
        : SearchItem.of(before);
  }

  static WriteRequest put(SearchItem item, long version) {
    return WriteRequest.builder().putRequest(put -> put.item(item.toMap(version))).build();
  }

  private static WriteRequest deletion(SearchItem item) {
    return WriteRequest.builder().deleteRequest(delete -> delete.key(item.key())).build();
  }
}
