package org.clientele.notice;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.clientele.error.ApiException;
import org.clientele.notice.ProviderMapping.CardMonth;
import org.clientele.notice.ProviderMapping.Form;
import org.clientele.notice.ProviderMapping.Value;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * A notice as the values of a mapping read it.
 *
 * @param root the notice, with {@code item} and {@code occurred_at} beside its own fields
 * @param itemPlace where in the notice the item stands
 */
record NoticeView(ProviderMapping mapping, ObjectNode root, String itemPlace) {

  private static final String ITEM = "/item";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,4}");
  private static final ZoneOffset INDIA = ZoneOffset.ofHoursMinutes(5, 30);
  private static final int WORDS = 200;
  private static final int CODE = 64;

  /** Returns the first of the values that the notice holds, if it holds any. */
  @Nullable JsonNode first(List<Value> values) {
    for (Value value : values) {
      JsonNode found = find(value);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /**
   * Returns the first of the values that the notice holds.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the place of the first if there is none
   */
  JsonNode require(List<Value> values) {
    JsonNode found = first(values);
    if (found == null) {
      throw ApiException.invalid(field(place(values)), "is required");
    }
    return found;
  }

  private String place(List<Value> values) {
    Value value = values.get(0);
    return value.use() == null ? requireNonNull(value.from(), "from") : place(named(value.use()));
  }

  private List<Value> named(String name) {
    return requireNonNull(mapping.values().get(name), name);
  }

  /** Returns what stands at a place, if there is something. */
  @Nullable JsonNode at(String place) {
    JsonNode found = root.at(place);
    boolean nothing =
        found.isMissingNode()
            || found.isNull()
            || (found.isTextual() && found.textValue().isBlank());
    return nothing ? null : found;
  }

  /**
   * Returns the refusal of what stands at a place.
   *
   * @param rule what it must be, as the end of a sentence
   */
  ApiException refusal(List<Value> values, String rule) {
    return ApiException.invalid(field(place(values)), rule);
  }

  private String field(String place) {
    String absolute =
        place.startsWith(ITEM + "/") ? itemPlace + place.substring(ITEM.length()) : place;
    return absolute.substring(1).replace('/', '.');
  }

  private @Nullable JsonNode find(Value value) {
    if (value.constant() != null) {
      return value.constant();
    }
    if (value.use() != null) {
      return first(named(value.use()));
    }
    String from = requireNonNull(value.from(), "from");
    JsonNode found = at(from);
    if (found == null) {
      return null;
    }
    if (value.table() != null) {
      JsonNode translated = value.table().getOrDefault(found.asText(), value.table().get("*"));
      if (translated == null) {
        throw ApiException.invalid(field(from), "has a value that no mapping knows");
      }
      return translated.isNull() ? null : translated;
    }
    return value.form() == null ? found : inForm(value, value.form(), found);
  }

  private @Nullable JsonNode inForm(Value value, Form form, JsonNode found) {
    if (value.cardMonth() != null && isCardExpiry(epochSeconds(value, found), value.cardMonth())) {
      return NullNode.getInstance();
    }
    String text = found.asText().strip();
    String read =
        switch (form) {
          case EPOCH_SECONDS -> Timestamp.format(epochSeconds(value, found));
          case TIME -> time(value, text);
          case MONTH_END -> monthEnd(value, text);
          case MMYY -> monthEnd(value, text.length() == 4 ? text.substring(2) : "", head(text, 2));
          case COUNTRY -> country(text);
          case WORDS -> head(text, WORDS);
          case CODE -> head(text, CODE).replaceAll("[^ -~]", "?");
          case ID -> id(value, text);
        };
    return read == null ? null : TextNode.valueOf(read);
  }

  private Instant epochSeconds(Value value, JsonNode found) {
    try {
      return Instant.ofEpochSecond(Long.parseLong(found.asText()));
    } catch (NumberFormatException | DateTimeException e) {
      throw refusal(List.of(value), "must be seconds since 1970");
    }
  }

  /** A card is good to the end of its month; of whose time, providers do not say. */
  private boolean isCardExpiry(Instant time, CardMonth card) {
    return Stream.of(INDIA, ZoneOffset.UTC)
        .map(offset -> time.atOffset(offset).toLocalDate())
        .anyMatch(
            day ->
                day.getYear() == root.at(card.year()).asInt()
                    && day.getMonthValue() == root.at(card.month()).asInt()
                    && day.getDayOfMonth() == day.lengthOfMonth());
  }

  private String time(Value value, String text) {
    try {
      return Timestamp.format(Timestamp.parse(text));
    } catch (DateTimeException e) {
      throw refusal(List.of(value), Timestamp.RULE);
    }
  }

  private @Nullable String monthEnd(Value value, String year) {
    JsonNode month = at(requireNonNull(value.month(), "month"));
    return month == null ? null : monthEnd(value, year, month.asText().strip());
  }

  private String monthEnd(Value value, String year, String month) {
    if (DIGITS.matcher(year).matches() && DIGITS.matcher(month).matches()) {
      int number = Integer.parseInt(year);
      try {
        return Timestamp.format(
            YearMonth.of(number < 100 ? 2000 + number : number, Integer.parseInt(month))
                .plusMonths(1)
                .atDay(1)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC));
      } catch (DateTimeException e) {
        throw refusal(List.of(value), "must be a year and a month");
      }
    }
    throw refusal(List.of(value), "must be a year and a month");
  }

  /** Returns two letters; nothing for what is no country, which no token is refused for. */
  private static @Nullable String country(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return Arrays.stream(Locale.getISOCountries())
        .filter(
            two ->
                two.equals(upper)
                    || new Locale.Builder().setRegion(two).build().getISO3Country().equals(upper))
        .findFirst()
        .orElse(null);
  }

  private String id(Value value, String text) {
    if (!ID.matcher(text).matches()) {
      throw refusal(List.of(value), "must be 1 to 64 of A-Z a-z 0-9 . _ : -");
    }
    return text;
  }

  private static String head(String text, int characters) {
    int end = Math.min(characters, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, end));
  }

  @Override
  public String toString() {
    return "***";
  }
}
