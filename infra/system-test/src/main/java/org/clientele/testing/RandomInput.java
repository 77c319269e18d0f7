package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes the input of one request: what the contract allows, and then a few things it may not. The
 * same seed and number make the same. Every text that is made up holds the marker.
 */
public final class RandomInput {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TOP =
      List.of(
          "merchant_customer_reference",
          "first_name",
          "last_name",
          "country_code",
          "mobile_number",
          "email_id",
          "gstin",
          "organisation_name",
          "language",
          "billing_address",
          "shipping_address",
          "merchant_metadata",
          "status",
          "customer_id");
  private static final List<String> ADDRESS =
      List.of(
          "address1",
          "address2",
          "address3",
          "city",
          "state",
          "country",
          "full_name",
          "pincode",
          "adddress_type",
          "address_type",
          "address_category");
  private static final List<String> UNKNOWN =
      List.of(
          "version",
          "created_at",
          "updated_at",
          "merchant_id",
          "is_compliant",
          "__proto__",
          "$type",
          "pk",
          "sk",
          "unknown",
          "",
          "First_Name",
          "first_name ",
          "token_id");
  private static final List<String> LIST_PARAMETERS =
      List.of(
          "limit",
          "cursor",
          "offset",
          "status",
          "created_from",
          "created_to",
          "changed_since",
          "email_id",
          "search",
          "count");
  private static final List<String> DEFINITION =
      List.of("type", "required", "max_length", "allowed_values");
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "null",
          "true",
          "-1",
          "\t ",
          "\r\n",
          "\u00a0",
          "..",
          "91",
          "+91",
          "0091",
          "' OR '1'='1",
          "#pk = :pk",
          "${7*7}",
          "<script>",
          "\u202e",
          "\u200b",
          "\ufeff",
          "\u0301",
          "\u0928\u092e",
          "\ud83d\ude00",
          "\ufffd",
          "\uffff",
          "\0",
          "\u001f",
          "\u007f",
          "\u0085",
          "\u009f",
          "\ud800",
          "\udc00",
          "\udc00\ud800",
          "@",
          "a@b",
          "a@b@c",
          "billing",
          "Shipping",
          "ACTIVE",
          "suspended",
          "Gone",
          "560001",
          "27AAPFU0939F1ZV",
          "\uff11\uff12",
          "\u0661\u0662",
          "4111 1111 1111 1111 ");

  /** Names that may be a secret's; the last ones are not. */
  private static final List<String> SECRETS =
      List.of(
          "cvv",
          "cvc",
          "pin",
          "track",
          "CVV 2",
          "Pin",
          "track2",
          "Card-No",
          "\uff43\uff49\uff44",
          "pincode",
          "pan",
          "cvv_required");

  /** What card numbers begin with; the last ones do not. */
  private static final List<String> PREFIXES =
      List.of(
          "4", "53", "2720", "508", "60", "8172", "8201", "8171", "37", "2131", "305", "36", "3088",
          "3536", "62", "2200", "9704", "9792", "3527", "8210", "2721", "1799", "20", "7");

  /** Ways to write a number in groups, in parts of a pattern. */
  private static final List<String> GROUPINGS =
      List.of(
          "(.{4})(?=.)", "(.{8})(?=.)", "^(.{6})", "^(.{4}|.{10})(?=.)", "(.)(?=.)", "(.{5})(?=.)");

  private static final List<String> SEPARATORS =
      List.of(" ", "-", ".", " / ", "_", "\u200b", "\u00a0\u2013", "  ", "    ", ",");

  private static final List<String> FIRST_NAMES =
      List.of(
          "Asha ",
          "\u0928\u092e ",
          "O'Neil-",
          "J. ",
          " D\u2019",
          "Gal\u00b7la (Jr) ",
          "S/O\t",
          "\u0dc1\u0dca\u200d\u0dbb",
          "\u0639\u200c");

  private static final List<String> LAST_NAMES =
      List.of("", " D'Souza", " \u00e9", " e\u0301", " ", "\r\n", " 2.\u00ba");

  private static final List<String> DOMAINS =
      List.of("@example.com", "@\u0909.\u092d\u093e\u0930\u0924", "+a.b@x", "@example.com ");

  private static final List<String> ALPHABETS =
      List.of(
          "abcXYZ",
          "0123456789",
          "\u0928\u092e\u0938",
          "\ud83d\ude00\ud842\udfb7",
          " .'-_",
          "a\u0301");
  private static final int[] LENGTHS = {
    1, 9, 10, 20, 21, 49, 50, 51, 99, 100, 101, 255, 256, 257, 511, 512, 513
  };

  private final Random random;
  private final String marker;

  public RandomInput(long seed, int number) {
    this.random = new Random(seed * 0x9E3779B97F4A7C15L ^ number * 0xBF58476D1CE4E5B9L);
    this.marker =
        "q7" + Long.toString(1_000_000_000L + (seed & 0xffff) * 1_000_000L + number, 36) + "7q";
  }

  /** Returns what no error may repeat. */
  public String marker() {
    return marker;
  }

  public int pick(int bound) {
    return random.nextInt(bound);
  }

  private boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Returns a body that makes a customer, or changes one. */
  public ObjectNode customer() {
    ObjectNode body = NODES.objectNode();
    boolean byMobile = once(3);
    if (!byMobile) {
      body.put("merchant_customer_reference", marker + "-ref_" + random.nextInt(10));
    }
    if (byMobile || once(2)) {
      body.put("mobile_number", mobileNumber());
      if (once(2)) {
        body.put("country_code", pick(List.of("91", "+91", " 91", "0091", "1", "9999", "+1")));
      }
    }
    if (once(2)) {
      body.put("first_name", pick(FIRST_NAMES) + marker);
    }
    if (once(3)) {
      body.put("last_name", marker + pick(LAST_NAMES));
    }
    if (once(3)) {
      body.put("email_id", marker + pick(DOMAINS));
    }
    if (once(4)) {
      String form = pick(List.of("27AAPFU%04dF1ZV", "29 AAACB%04dC1DX ", "0717USA0%04dUN1"));
      body.put("gstin", form.formatted(random.nextInt(10_000)));
    }
    if (once(4)) {
      body.put("organisation_name", pick(FIRST_NAMES) + marker);
      body.put("language", pick(List.of("hi", "TA", " en ")));
    }
    for (String name : List.of("billing_address", "shipping_address")) {
      if (once(3)) {
        body.set(name, address());
      }
    }
    if (once(3)) {
      ObjectNode metadata = body.putObject("merchant_metadata");
      for (int i = random.nextInt(11); i > 0; i--) {
        metadata.put(pick(List.of("k", "\u0928", "a b", "$")) + marker + i, freeText());
      }
    }
    return body;
  }

  private String mobileNumber() {
    String number = digits(6 + random.nextInt(10));
    String separator = pick(List.of("", "", " ", "-", ".", ") ", "  "));
    int at = 1 + random.nextInt(5);
    return number.substring(0, at) + separator + number.substring(at);
  }

  private String digits(int length) {
    var digits = new StringBuilder();
    for (int i = 0; i < length; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private ObjectNode address() {
    ObjectNode address = NODES.objectNode();
    for (String name : ADDRESS) {
      if (once(2) && !name.equals("address_type")) {
        String text =
            switch (name) {
              case "pincode" ->
                  pick(List.of("", "", "SW1A ", "a-")) + digits(2 + random.nextInt(4));
              case "address_category" -> pick(List.of("billing", "shipping", ""));
              default -> freeText();
            };
        address.put(name, text);
      }
    }
    return address;
  }

  private String freeText() {
    return pick(
            List.of("", "12 ", "\u0928 ", "\ud83d\ude00", "\u200d", "<b>", "\"\\/", "a\t", "\n"))
        + marker
        + pick(List.of("", "", "", " ", "\u3000"));
  }

  /** Makes one thing of the body different, mostly for the worse. */
  public void mutate(ObjectNode body) {
    switch (random.nextInt(10)) {
      case 0 -> body.remove(pick(TOP));
      case 1 -> body.set(pick(UNKNOWN), any());
      case 2 -> body.withObjectProperty(known(body, "billing_address")).set(pick(ADDRESS), any());
      case 3 -> body.withObjectProperty(known(body, "shipping_address")).set(pick(ADDRESS), any());
      case 4 -> metadata(body.withObjectProperty(known(body, "merchant_metadata")));
      case 5 -> body.set(pick(UNKNOWN), nested());
      default -> body.set(pick(TOP), any());
    }
  }

  /** Returns the name of an object; what stands there instead of one goes. */
  private static String known(ObjectNode body, String name) {
    if (!(body.get(name) instanceof ObjectNode)) {
      body.remove(name);
    }
    return name;
  }

  private void metadata(ObjectNode metadata) {
    switch (random.nextInt(4)) {
      case 0 -> metadata.set(text(), any());
      case 1 ->
          metadata.put(
              pick(SECRETS),
              pick(List.of(marker, "123", "1234", "560001", "none", "0412AC89ABCDEF67")));
      case 2 -> metadata.put(sized(), marker);
      default -> {
        for (int i = 9 + random.nextInt(3) - metadata.size(); i > 0; i--) {
          metadata.put("k" + i, marker);
        }
      }
    }
  }

  private JsonNode nested() {
    JsonNode inner = NODES.textNode(marker);
    for (int i = random.nextInt(14); i > 0; i--) {
      inner = once(2) ? NODES.arrayNode().add(inner) : NODES.objectNode().set("a", inner);
    }
    return inner;
  }

  private JsonNode any() {
    return switch (random.nextInt(14)) {
      case 0 -> NODES.numberNode(random.nextInt(1_000_000));
      case 1 -> NODES.numberNode(random.nextDouble());
      case 2 -> NODES.booleanNode(once(2));
      case 3 -> NODES.nullNode();
      case 4 -> NODES.arrayNode().add(marker);
      case 5 -> NODES.objectNode().put("a", marker);
      case 6 -> once(2) ? NODES.objectNode() : NODES.arrayNode();
      case 7 -> NODES.textNode(cardNumber());
      case 8, 9 -> NODES.textNode(sized());
      default -> NODES.textNode(text());
    };
  }

  /** Returns a text that is hostile to somebody, with the marker where it is long enough. */
  public String text() {
    String text = pick(TEXTS);
    return switch (random.nextInt(4)) {
      case 0 -> text;
      case 1 -> text + marker;
      case 2 -> marker + text;
      default -> marker.substring(0, 8) + text + marker;
    };
  }

  /** Returns a text with a length about a limit. */
  private String sized() {
    int length = LENGTHS[random.nextInt(LENGTHS.length)];
    int[] alphabet = pick(ALPHABETS).codePoints().toArray();
    var text = new StringBuilder(length > marker.length() && once(2) ? marker : "");
    while (text.codePointCount(0, text.length()) < length) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  /** Returns a number with the form and checksum of a card's, or with a wrong one. */
  public String cardNumber() {
    int length = once(2) ? 16 : 12 + random.nextInt(9);
    String prefix = pick(PREFIXES);
    var digits = new StringBuilder(prefix).append(digits(length - 1 - prefix.length()));
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = (digits.charAt(digits.length() - 1 - i) - '0') * (2 - i % 2);
      sum += digit / 10 + digit % 10;
    }
    digits.append((100_000 - sum + (once(3) ? 1 : 0)) % 10);
    String number = digits.toString();
    return switch (random.nextInt(8)) {
      case 0, 1 -> number.replaceAll(pick(GROUPINGS), "$1" + pick(SEPARATORS));
      case 2 -> "card " + number + ".";
      case 3 ->
          number
              .chars()
              .collect(
                  StringBuilder::new,
                  (all, c) -> all.appendCodePoint(c - '0' + 0xff10),
                  StringBuilder::append)
              .toString();
      case 4 -> once(2) ? "x" + number : number + "\u0928";
      case 5 -> once(2) ? "%B" + number + "^" : ";" + number + "=";
      case 6 -> pick(List.of("cvv ", "CVC2: ", "csc", "cvv2=")) + digits(2 + random.nextInt(4));
      default -> number;
    };
  }

  /** Returns a body as JSON, written in one of the many ways, now and then with a name twice. */
  public byte[] written(ObjectNode body) {
    var json = new StringBuilder();
    write(body, json, once(8));
    return json.toString().getBytes(UTF_8);
  }

  private void write(JsonNode value, StringBuilder json, boolean mayRepeat) {
    space(json);
    if (value.isTextual()) {
      write(value.textValue(), json);
    } else if (value instanceof ObjectNode object) {
      json.append('{');
      String separator = "";
      for (var entry : object.properties()) {
        for (int i = mayRepeat && once(6) ? 2 : 1; i > 0; i--) {
          json.append(separator);
          space(json);
          write(entry.getKey(), json);
          space(json);
          json.append(':');
          write(entry.getValue(), json, mayRepeat);
          separator = ",";
        }
      }
      json.append('}');
    } else if (value.isArray()) {
      json.append('[');
      for (int i = 0; i < value.size(); i++) {
        json.append(i == 0 ? "" : ",");
        write(value.get(i), json, mayRepeat);
      }
      json.append(']');
    } else {
      json.append(value);
    }
    space(json);
  }

  private void write(String text, StringBuilder json) {
    json.append('"');
    boolean escapes = once(4);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean mayStand = c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c);
      if (mayStand && !(escapes && once(3))) {
        json.append(c);
      } else if ("\"\\".indexOf(c) >= 0 && once(2)) {
        json.append('\\').append(c);
      } else {
        json.append("\\u%04x".formatted((int) c));
      }
    }
    json.append('"');
  }

  private void space(StringBuilder json) {
    if (once(10)) {
      json.append(pick(List.of(" ", "\n", "\r\n", "\t", "    ")));
    }
  }

  /** Returns bytes with a few of them changed, missing, or there twice. */
  public byte[] noisy(byte[] bytes) {
    byte[] noisy = bytes;
    for (int i = 1 + random.nextInt(3); i > 0 && noisy.length > 1; i--) {
      int at = random.nextInt(noisy.length);
      byte[] head = Arrays.copyOf(noisy, at);
      byte[] tail = Arrays.copyOfRange(noisy, at, noisy.length);
      noisy =
          switch (random.nextInt(6)) {
            case 0 -> joined(head, new byte[] {(byte) random.nextInt(256)}, tail);
            case 1 -> joined(head, Arrays.copyOfRange(tail, 1, tail.length));
            case 2 -> head;
            case 3 -> joined(noisy, tail);
            case 4 ->
                joined(
                    head,
                    pick(List.of(
                            "{", "}", "\"", ",", ":", "[", "\\", "\0", "\ufeff", "1", "e", " "))
                        .getBytes(UTF_8),
                    tail);
            default -> flipped(noisy, at);
          };
    }
    return noisy;
  }

  private byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << random.nextInt(8));
    return flipped;
  }

  private static byte[] joined(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Returns names and values for a lookup, with up to three things wrong. */
  public List<Map.Entry<String, String>> lookup() {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    pairs.add(Map.entry("country_code", pick(List.of("91", "+91", " 91", "0091"))));
    pairs.add(Map.entry("mobile_number", mobileNumber()));
    pairs.add(Map.entry("merchant_customer_reference", marker));
    for (int i = random.nextInt(4); i > 0 && !pairs.isEmpty(); i--) {
      int at = random.nextInt(pairs.size());
      String name = pairs.get(at).getKey();
      switch (random.nextInt(5)) {
        case 0 -> pairs.remove(at);
        case 1 -> pairs.add(pairs.get(at));
        case 2 -> pairs.add(Map.entry(pick(UNKNOWN) + "x", printable(text())));
        case 3 -> pairs.set(at, Map.entry(name, cardNumber()));
        default -> pairs.set(at, Map.entry(name, printable(text())));
      }
    }
    return pairs;
  }

  /** Returns names and values for a list, with up to three things wrong. */
  public List<Map.Entry<String, String>> list() {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      switch (random.nextInt(8)) {
        case 0 -> pairs.add(Map.entry("limit", "" + random.nextInt(103)));
        case 1 -> pairs.add(Map.entry("status", pick(List.of("ACTIVE", "deleted", "Gone"))));
        case 2 -> pairs.add(Map.entry("count", pick(List.of("approximate", "exact", ""))));
        case 3 -> pairs.addAll(lookup());
        case 4 -> pairs.add(Map.entry(pick(LIST_PARAMETERS), printable(text())));
        default -> pairs.add(Map.entry("search", printable(searched())));
      }
    }
    return pairs;
  }

  private String searched() {
    return switch (random.nextInt(8)) {
      case 0 -> marker.substring(0, 1 + random.nextInt(marker.length()));
      case 1 -> pick(FIRST_NAMES) + marker;
      case 2 -> pick(FIRST_NAMES);
      case 3 -> digits(1 + random.nextInt(12));
      // More would not fit into the first line of a request.
      case 4 -> sized().codePoints().limit(260).mapToObj(Character::toString).collect(joining());
      case 5 -> cardNumber();
      case 6 -> mobileNumber();
      default -> text();
    };
  }

  /** Returns the definition of a custom field, with up to two things wrong. */
  public ObjectNode definition() {
    ObjectNode definition = NODES.objectNode().put("type", pick(ContractOracle.FIELD_TYPES));
    boolean isOfTexts = List.of("string", "array").contains(definition.path("type").asText());
    if (once(2)) {
      definition.put("required", once(2));
    }
    if (isOfTexts && once(2)) {
      definition.put("max_length", 1 + random.nextInt(4_000));
    }
    if (isOfTexts && once(2)) {
      var values = definition.putArray("allowed_values");
      for (int i = random.nextInt(52); i > 0; i--) {
        values.add(marker + i);
      }
    }
    for (int i = Math.max(0, random.nextInt(4) - 1); i > 0; i--) {
      switch (random.nextInt(4)) {
        case 0 -> definition.set(pick(UNKNOWN), any());
        case 1 -> definition.putArray("allowed_values").add(any());
        case 2 -> definition.put("max_length", random.nextInt(6_000) - 1_000);
        default -> definition.set(pick(DEFINITION), any());
      }
    }
    return definition;
  }

  /** Returns a value of a custom field of a type, or now and then what is none. */
  public JsonNode value(String type) {
    if (once(3)) {
      return once(4) ? nested() : any();
    }
    String valued = once(6) ? pick(ContractOracle.FIELD_TYPES) : type;
    return switch (valued) {
      case "string" -> NODES.textNode(once(2) ? freeText() : sized());
      case "number" -> NODES.numberNode(random.nextInt(-100_000, 100_000) / 8.0);
      case "integer" -> NODES.numberNode(random.nextInt());
      case "boolean" -> NODES.booleanNode(once(2));
      case "date" ->
          NODES.textNode(
              "%04d-%02d-%02d"
                  .formatted(
                      random.nextInt(10_000), 1 + random.nextInt(13), 1 + random.nextInt(31)));
      case "datetime" ->
          NODES.textNode(
              "2026-01-31T%02d:59:59%s"
                  .formatted(
                      random.nextInt(26), pick(List.of("Z", "+05:30", ".25Z", "", "+5:30", "z"))));
      case "array" -> {
        var texts = NODES.arrayNode();
        for (int i = random.nextInt(52); i > 0; i--) {
          texts.add(once(100) ? text() : marker + i);
        }
        yield texts;
      }
      default ->
          NODES
              .objectNode()
              .put("value", random.nextInt())
              .put("currency", pick(List.of("INR", "USD", "JPY", "inr", "", "RUPEE")));
    };
  }

  /** Returns a cursor with one thing wrong. */
  public String mutatedCursor(String cursor) {
    int at = random.nextInt(cursor.length());
    String rest = cursor.substring(at + 1);
    char letter = (char) ('a' + (cursor.charAt(at) - 'a' + 1 + random.nextInt(15)) % 16);
    return switch (random.nextInt(5)) {
      case 0 -> cursor.substring(0, at);
      case 1 -> rest;
      case 2 -> cursor.substring(0, at) + printable(text()) + "x" + rest;
      case 3 -> cursor + cursor;
      default -> cursor.substring(0, at) + letter + rest;
    };
  }

  /** Returns a text that can be percent-encoded. */
  public String printable(String text) {
    return text.replaceAll("\\p{Cs}", "?");
  }
}
