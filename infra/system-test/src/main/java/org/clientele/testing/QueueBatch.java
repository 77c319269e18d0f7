package org.clientele.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.clientele.testing.MerchantClient.Answer;

/** Messages that a function of a queue is handed together, as Lambda hands them over. */
public final class QueueBatch {

  private static final String PREFIX = "message-";

  private QueueBatch() {}

  /** Returns the request that hands messages to a function; the first one's id ends in 0. */
  public static Request of(String function, List<String> messages) {
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (int i = 0; i < messages.size(); i++) {
      records
          .addObject()
          .put("messageId", PREFIX + i)
          .put("body", messages.get(i))
          .put("eventSource", "aws:sqs");
    }
    return event(function, event.toString());
  }

  /** Returns the request that calls a function with an event of any kind. */
  public static Request event(String function, String event) {
    return new Request("POST", "/local/functions/" + function, event);
  }

  /** Returns which messages are to come again, in order. */
  public static List<Integer> failures(Answer answer) {
    return StreamSupport.stream(answer.json().path("batchItemFailures").spliterator(), false)
        .map(failure -> failure.path("itemIdentifier").asText().substring(PREFIX.length()))
        .map(Integer::valueOf)
        .toList();
  }
}
