package org.clientele.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.clientele.carddata.CardDataGuard;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.json.FieldPath;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.jspecify.annotations.Nullable;

/** One queue message as an operation sees it. */
public final class QueueMessage {

  /**
   * 1,000 tokens of this length are listed in an answer of 6 MB; of tokens that are nothing but
   * quotes, which are escaped once more on the way, 500 are.
   */
  private static final int BODY_BYTES = 5 * 1024;

  /** Two hours of deliveries of the tokens queue, which few outages outlast. */
  private static final int USUAL_DELIVERIES = 10;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final SQSMessage message;
  private final Json json;
  private final Instant now;
  private final UnknownFields unknownFields = new UnknownFields();
  private @Nullable ObjectNode body;

  QueueMessage(SQSMessage message, Json json, Instant now) {
    this.message = message;
    this.json = json;
    this.now = now;
  }

  /** Returns when its turn came; an operation takes this for the time throughout. */
  public Instant now() {
    return now;
  }

  String id() {
    return message.getMessageId();
  }

  /** Whether it was sent that long ago, or longer; where SQS does not say when, it was not. */
  boolean isOlderThan(Duration age) {
    long sent = attribute("SentTimestamp", Long.MAX_VALUE);
    return !Instant.ofEpochMilli(sent).isAfter(now.minus(age));
  }

  /**
   * Whether it is to be handled in this delivery. One that has come unusually often may be what
   * ends the process, and may come again and again only because it shares a batch with what does.
   * Such a message waits in half of its deliveries, in others than its neighbours, so that it is
   * parted from them.
   */
  boolean isItsTurn() {
    long deliveries = attribute("ApproximateReceiveCount", 1);
    return deliveries <= USUAL_DELIVERIES
        || new SplittableRandom(31 * deliveries + id().hashCode()).nextBoolean();
  }

  private long attribute(String name, long absent) {
    Map<String, String> attributes = message.getAttributes();
    String value = attributes == null ? null : attributes.get(name);
    return value == null ? absent : Long.parseLong(value);
  }

  /**
   * Returns what kind of message it says it is; null if it does not say.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object of at most 5 KB; {@code
   *     CARD_DATA_NOT_ALLOWED}
   */
  public @Nullable String type() {
    JsonNode type = object(BODY_BYTES).path("type");
    return type.isTextual() ? type.textValue() : null;
  }

  /**
   * Returns the body.
   *
   * @throws ApiException as {@link #type}, and {@code INVALID_REQUEST} naming the first field out
   *     of its rule
   */
  public <T> T body(Class<T> recordType) {
    return body(recordType, BODY_BYTES);
  }

  /**
   * Returns the body.
   *
   * @param bytes how many it may have
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object of at most that size,
   *     or naming the first field out of its rule; {@code CARD_DATA_NOT_ALLOWED}
   */
  public <T> T body(Class<T> recordType, int bytes) {
    return json.read(object(bytes), recordType, unknownFields);
  }

  /**
   * Returns the paths of all fields of the body, {@code token.status}; also of those without a
   * value.
   */
  public Set<String> paths() {
    return FieldPath.allOf(object(BODY_BYTES));
  }

  private ObjectNode object(int bytes) {
    if (body == null) {
      String text = message.getBody() == null ? "" : message.getBody();
      if (text.getBytes(UTF_8).length > bytes) {
        throw ApiException.invalid("body", "must have at most %d KB".formatted(bytes / 1024));
      }
      body = json.parse(text);
      json.requireAllowedText(body, () -> false);
    }
    return body;
  }

  /** Returns how many fields came that the contract does not know. */
  public int unknownFields() {
    return unknownFields.count();
  }

  DeadLetter toDeadLetter(String function, ApiException why) {
    String source = identifier("source");
    return new DeadLetter(
        id(),
        function,
        why.code().code(),
        why.code() == ErrorCode.INTERNAL_ERROR ? null : why.getMessage(),
        why.reason(),
        identifier("merchant_id"),
        source == null ? identifier("provider") : source,
        sequence(),
        identifier("notification_id"),
        tokenIdentifier("customer_id"),
        tokenIdentifier("merchant_token_reference"),
        tokenIdentifier("provider_token_id"));
  }

  private @Nullable String identifier(String field) {
    return body == null ? null : harmless(body.path(field).asText());
  }

  private @Nullable String tokenIdentifier(String field) {
    return body == null ? null : harmless(body.path("token").path(field).asText());
  }

  private static @Nullable String harmless(String text) {
    return IDENTIFIER.matcher(text).matches() && !CardDataGuard.hasCardData(text) ? text : null;
  }

  private @Nullable Long sequence() {
    JsonNode sequence = body == null ? null : body.get("source_sequence");
    return sequence != null && sequence.canConvertToLong() && sequence.isIntegralNumber()
        ? sequence.longValue()
        : null;
  }
}
