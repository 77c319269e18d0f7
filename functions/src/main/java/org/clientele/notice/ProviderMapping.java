package org.clientele.notice;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the notices of one provider are read. Places are JSON pointers into a notice, where {@code
 * /item} is the part of it that is about one token, and {@code /occurred_at} the time that was
 * found. Where a field has several values, the first one that the notice holds is taken.
 *
 * @param title the provider and its notices, in plain words
 * @param sources the public pages that the rows are from
 * @param event what names the event
 * @param items where the part that is about a token may stand; an array holds one for each token
 * @param notificationId where the provider's own id of the notice may stand
 * @param identity what an id is made of where the provider gives none
 * @param occurredAt when it happened; when it was received, where the notice has no time
 * @param token the token's id at the provider
 * @param values that several rows use, by name
 * @param newToken fields of a token that is new here, besides those of its row
 * @param leftOut the places of a notice that are not taken over, and why
 */
@RegisterForReflection
record ProviderMapping(
    @JsonProperty("provider") String provider,
    @JsonProperty("title") String title,
    @JsonProperty("sources") List<String> sources,
    @JsonProperty("event") List<Value> event,
    @JsonProperty("items") List<String> items,
    @JsonProperty("notification_id") List<String> notificationId,
    @JsonProperty("identity") List<String> identity,
    @JsonProperty("occurred_at") List<Value> occurredAt,
    @JsonProperty("token") List<Value> token,
    @JsonProperty("values") Map<String, List<Value>> values,
    @JsonProperty("new_token") Map<String, List<Value>> newToken,
    @JsonProperty("rows") List<Row> rows,
    @JsonProperty("left_out") Map<String, String> leftOut) {

  /**
   * One kind of notice.
   *
   * @param when texts of which the notice must have one, by their place
   * @param with places that the notice must have
   * @param says what the notice says, in plain words
   * @param nothing why no message comes of it; absent if one does
   */
  @RegisterForReflection
  record Row(
      @JsonProperty("event") String event,
      @JsonProperty("when") Map<String, List<String>> when,
      @JsonProperty("with") List<String> with,
      @JsonProperty("says") String says,
      @JsonProperty("messages") List<Message> messages,
      @JsonProperty("nothing") @Nullable String nothing) {

    Row {
      when = requireNonNullElse(when, Map.of());
      with = requireNonNullElse(with, List.of());
      messages = requireNonNullElse(messages, List.of());
      if (messages.isEmpty() == (nothing == null)) {
        throw new IllegalArgumentException(event + " has neither messages nor a reason, or both");
      }
    }
  }

  /**
   * A message that comes of a notice.
   *
   * @param occurredAt if it is another time than the notice's
   * @param change the fields that change, dots leading into objects
   * @param required those of them without which the notice is refused
   * @param cause of the status
   */
  @RegisterForReflection
  record Message(
      @JsonProperty("occurred_at") List<Value> occurredAt,
      @JsonProperty("change") Map<String, List<Value>> change,
      @JsonProperty("required") List<String> required,
      @JsonProperty("cause") Map<String, List<Value>> cause) {

    Message {
      occurredAt = requireNonNullElse(occurredAt, List.of());
      required = requireNonNullElse(required, List.of());
      cause = requireNonNullElse(cause, Map.of());
    }
  }

  /**
   * What a field may be taken from: a constant, a place, or what another name stands for.
   *
   * @param month the place of a month, where {@code from} is that of its year
   * @param cardMonth until when the card is good: a time at the end of that month is the card's,
   *     and says that the token has none
   * @param form of what stands there; as it is, if absent
   * @param table from what stands there to what it is here; {@code *} is for all others, and null
   *     for what is left out
   */
  @RegisterForReflection
  record Value(
      @JsonProperty("value") @Nullable JsonNode constant,
      @JsonProperty("use") @Nullable String use,
      @JsonProperty("from") @Nullable String from,
      @JsonProperty("month") @Nullable String month,
      @JsonProperty("card_month") @Nullable CardMonth cardMonth,
      @JsonProperty("form") @Nullable Form form,
      @JsonProperty("table") @Nullable Map<String, JsonNode> table) {}

  /** The places of a card's last year and month. */
  @RegisterForReflection
  record CardMonth(@JsonProperty("year") String year, @JsonProperty("month") String month) {}

  /** The forms in which providers write. */
  @RegisterForReflection
  enum Form {
    /** Seconds since 1970. */
    @JsonProperty("epoch_seconds")
    EPOCH_SECONDS,
    /** RFC 3339. */
    @JsonProperty("time")
    TIME,
    /** A year, of two or four digits, and a month; until that month ends in UTC. */
    @JsonProperty("month_end")
    MONTH_END,
    /** Four digits, month and year; until that month ends in UTC. */
    @JsonProperty("mmyy")
    MMYY,
    /** A country's two or three letters. */
    @JsonProperty("country")
    COUNTRY,
    /** Words of which 200 characters are kept. */
    @JsonProperty("words")
    WORDS,
    /** A code of which 64 characters are kept, in ASCII. */
    @JsonProperty("code")
    CODE,
    /** An id of at most 64 characters. */
    @JsonProperty("id")
    ID
  }
}
