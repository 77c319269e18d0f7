package org.clientele.function.customer;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import org.clientele.store.search.CustomerChange;
import org.clientele.store.search.CustomerCounts;
import org.clientele.store.search.SearchIndex;
import org.clientele.stream.StreamAdapter;
import org.clientele.stream.StreamEvent;
import org.jspecify.annotations.Nullable;

/** The stream of the customers table: what has become of customers since. */
@Singleton
public class IndexCustomersFunction {

  private static final String NAME = "index-customers";

  private final StreamAdapter stream;
  private final SearchIndex index;
  private final CustomerCounts counts;

  IndexCustomersFunction(StreamAdapter stream, SearchIndex index, CustomerCounts counts) {
    this.stream = stream;
    this.index = index;
    this.counts = counts;
  }

  @Funq(NAME)
  public StreamsEventResponse handle(@Nullable StreamEvent event) {
    return stream.handle(
        event,
        NAME,
        write -> CustomerChange.from(write.before(), write.after()),
        this::indexCustomers);
  }

  private int indexCustomers(List<CustomerChange> changes) {
    int written = index.follow(changes);
    counts.follow(changes);
    return written;
  }
}
