package org.clientele.idempotency;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.clientele.customer.AboutCustomer;

/** The body of an answer that was given before, written as it was. */
@RegisterForReflection
record Replayed(@JsonValue @JsonRawValue String body) implements AboutCustomer {

  /** Both answers that have one begin with ids of our own. */
  private static final Pattern CUSTOMER_ID = Pattern.compile("\"customer_id\":\"([^\"]+)\"");

  @Override
  public String customerId() {
    Matcher found = CUSTOMER_ID.matcher(body);
    return found.find() ? found.group(1) : "";
  }

  @Override
  public String toString() {
    return "***";
  }
}
