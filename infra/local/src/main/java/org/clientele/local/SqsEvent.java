package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HexFormat;
import software.amazon.awssdk.utils.Md5Utils;

/** The events that Lambda makes of the messages of a queue. */
final class SqsEvent {

  /**
   * @param queue its name
   */
  record Message(String queue, String id, String body) {}

  private SqsEvent() {}

  /**
   * Returns the event of one message.
   *
   * @param receiveCount how often it has been received, this time included
   * @param sent when it was put into the queue
   */
  static ObjectNode of(ObjectMapper json, Message message, int receiveCount, Instant sent) {
    ObjectNode event = json.createObjectNode();
    ObjectNode record = event.putArray("Records").addObject();
    record
        .put("messageId", message.id())
        .put("receiptHandle", message.id() + "-" + receiveCount)
        .put("body", message.body());
    record
        .putObject("attributes")
        .put("ApproximateReceiveCount", "" + receiveCount)
        .put("SentTimestamp", "" + sent.toEpochMilli());
    record.putObject("messageAttributes");
    record
        .put("md5OfBody", md5(message.body()))
        .put("eventSource", "aws:sqs")
        .put(
            "eventSourceARN",
            "arn:aws:sqs:%s:%s:%s"
                .formatted(LocalServer.REGION, LocalServer.ACCOUNT, message.queue()))
        .put("awsRegion", LocalServer.REGION);
    return event;
  }

  static String md5(String body) {
    return HexFormat.of().formatHex(Md5Utils.computeMD5Hash(body.getBytes(UTF_8)));
  }
}
