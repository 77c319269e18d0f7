package org.clientele.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.clientele.carddata.CardDataGuard;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/** One queue message as an operation sees it. */
public final class QueueMessage {

  /**
   * 1,000 tokens of this length are listed in an answer of 6 MB; of tokens that are nothing but
   * quotes, which are escaped once more on the way, 500 are.
   */
  private static final int BODY_BYTES = 5 * 1024;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final SQSMessage message;
  private final Json json;
  private final Instant now;
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
    Map<String, String> attributes = message.getAttributes();
    String sent = attributes == null ? null : attributes.get("SentTimestamp");
    return sent != null && !Instant.ofEpochMilli(Long.parseLong(sent)).isAfter(now.minus(age));
  }

  /**
   * Returns the body.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object of at most 5 KB, or
   *     naming the first field out of its rule; {@code CARD_DATA_NOT_ALLOWED}
   */
  public <T> T body(Class<T> type) {
    String text = message.getBody() == null ? "" : message.getBody();
    if (text.getBytes(UTF_8).length > BODY_BYTES) {
      throw ApiException.invalid("body", "must have at most 5 KB");
    }
    ObjectNode object = json.parse(text);
    body = object;
    json.requireAllowedText(object, null);
    return json.read(object, type, new UnknownFields());
  }

  DeadLetter toDeadLetter(String function, ApiException why) {
    return new DeadLetter(
        id(),
        function,
        why.code().code(),
        why.reason(),
        identifier("merchant_id"),
        identifier("source"),
        sequence(),
        tokenIdentifier("customer_id"),
        tokenIdentifier("merchant_token_reference"));
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
