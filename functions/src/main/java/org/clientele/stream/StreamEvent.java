package org.clientele.stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Lambda hands on of a DynamoDB stream. AWS' own class prints what the items hold, and its
 * times are read by rules that the local server's mapper does not have.
 *
 * @param records in the order in which the items were written
 */
@RegisterForReflection
public record StreamEvent(@JsonProperty("Records") @Nullable List<Item> records) {

  /** A write of an item. */
  @RegisterForReflection
  public record Item(@JsonProperty("dynamodb") @Nullable Write write) {}

  /**
   * What has become of the item.
   *
   * @param createdAt seconds since 1970, at which the record was made
   * @param before the item's attributes in DynamoDB's JSON; absent if there was none
   * @param after absent if the item has been deleted
   */
  @RegisterForReflection
  public record Write(
      @JsonProperty("ApproximateCreationDateTime") long createdAt,
      @JsonProperty("SequenceNumber") @Nullable String sequenceNumber,
      @JsonProperty("OldImage") @Nullable JsonNode before,
      @JsonProperty("NewImage") @Nullable JsonNode after) {

    @Override
    public String toString() {
      return sequenceNumber + " ***";
    }
  }
}
