package org.clientele.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFC;
import static java.text.Normalizer.Form.NFKC;
import static java.text.Normalizer.Form.NFKD;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.clientele.testing.MerchantClient.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the bytes of a body by the contract, and tells what customer it makes. Written from the
 * contract's text; where that leaves both open, so does this.
 */
public final class ContractOracle {

  private static final int BODY_BYTES = 64 * 1024;
  private static final int PAIRS = 10;
  private static final int KEY = 256;
  private static final int VALUE = 512;
  private static final int SHORTEST_SEARCH = 3;

  /** The types of custom fields. */
  public static final List<String> FIELD_TYPES =
      List.of("string", "number", "integer", "boolean", "date", "datetime", "array", "monetary");

  private static final String INVALID = "INVALID_REQUEST";
  private static final String CARD_DATA = "CARD_DATA_NOT_ALLOWED";

  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]{1,50}");

  /** What a name must not hold: signs of markup, and format characters but for joiners inside. */
  private static final Pattern NO_NAME =
      Pattern.compile("[<>]|\\p{Cf}(?<![\u200c\u200d])|^[\u200c\u200d]|[\u200c\u200d]$");

  private static final Pattern LETTER = Pattern.compile("\\p{L}");
  private static final Pattern COUNTRY_CODE = Pattern.compile("(\\+|00)?([1-9][0-9]{0,3})");
  private static final Pattern BETWEEN_DIGITS = Pattern.compile("[\\p{Zs}\\p{Pd}.()]");
  private static final Pattern NO_EMAIL = Pattern.compile("[\\p{Z}<>,]|^\\.|\\.\\.|\\.$");
  private static final Pattern EMAIL = Pattern.compile("[^@]+@[^@]+");
  private static final Pattern GSTIN_WITH_BLANKS =
      Pattern.compile("[0-9][\\s\\p{Z}]*+[0-9](?:[\\s\\p{Z}]*+[0-9A-Za-z]){13}");
  private static final Pattern PINCODE =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9 -]{0,8}[A-Za-z0-9]");
  private static final Pattern PINCODE_OF_ANY_SCRIPT =
      Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd} -]{0,8}[\\p{L}\\p{M}\\p{Nd}]");

  /** What is printable is not said of characters that are nobody's yet, or somebody's own. */
  private static final Pattern UNCERTAIN = Pattern.compile("[\\p{Co}\\p{Cn}]");

  private static final Pattern BLANK_ENDS =
      Pattern.compile("^\\p{IsWhite_Space}++|(?<!\\p{IsWhite_Space})\\p{IsWhite_Space}++$");
  private static final Pattern SCOPES =
      Pattern.compile(" *(((customers|tokens):(read|write)|settings:write)( +|$))*");
  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]?|100");
  private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ].*");
  private static final List<String> NARROWING =
      List.of(
          "created_from",
          "created_to",
          "changed_since",
          "country_code",
          "mobile_number",
          "email_id",
          "search");
  private static final int LONGEST_VALUE = 512;
  private static final Set<String> TYPES_OF_TEXTS = Set.of("string", "array");
  private static final Pattern STATUS = Pattern.compile("(?i:INACTIVE|ACTIVE|SUSPENDED|DELETED)");
  private static final Map<String, Integer> ADDRESS_TEXTS =
      Map.of(
          "address1",
          100,
          "address2",
          100,
          "address3",
          100,
          "city",
          50,
          "state",
          50,
          "country",
          50,
          "full_name",
          100);
  private static final List<String> ADDRESSES = List.of("billing_address", "shipping_address");
  private static final List<String> SET_BY_THE_SERVICE = List.of("created_at", "updated_at");
  private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
  private static final List<String> PROPER_NAMES =
      List.of("first_name", "last_name", "organisation_name");
  private static final List<String> TEXTS =
      List.of(
          "merchant_customer_reference",
          "first_name",
          "last_name",
          "country_code",
          "mobile_number",
          "email_id",
          "gstin",
          "organisation_name",
          "language");
  private static final Pattern UUID =
      Pattern.compile("(?<!\\p{Nd})\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}(?!\\p{Nd})");

  private static final Pattern SEPARATOR =
      Pattern.compile("[\\p{Zs}\\p{Pd}\\t\\r\\n./_*|\u00b7\u2022\u2212]");

  /** Signs that may be read as a line break and need not. */
  private static final Pattern LINE_BREAK = Pattern.compile("[\u000b\f\u0085\u2028\u2029]");

  private static final Pattern CARD_NUMBER =
      Pattern.compile(
          "4(\\d{12}|\\d{15}|\\d{18})"
              + "|(5[1-5]\\d\\d|222[1-9]|22[3-9]\\d|2[3-6]\\d\\d|27[01]\\d|2720)\\d{12}"
              + "|(817[2-9]|81[89]\\d|820\\d|9792|8600|9860|9112|9891|9682)\\d{12}"
              + "|(308[89]|309[0-46-9]|310[0-2]|311[2-9]|3120|315[89]|333[7-9]|334\\d)\\d{12}"
              + "|(3[47]\\d\\d|2131|1800)\\d{11}"
              + "|(30[0-5]\\d|3095|3[689]\\d\\d)(\\d{10}|\\d{12})"
              + "|(352[89]|35[3-8]\\d|62\\d\\d|81[0-6]\\d|817[01])\\d{12,15}"
              + "|(50|5[6-9]|6[013-9])(\\d{14}|\\d{16}|\\d{17})"
              + "|(220[0-5]|9704)(\\d{12}|\\d{15})");

  /** How the digits of 13 to 19 stand; a blank stands for a separator. */
  private static final List<Pattern> WRITTEN =
      Stream.concat(
              Stream.of("13,19", "4-4-4-1,7", "4-6-5", "4-6-4", "6-13", "8-8", "4-5-6")
                  .map(groups -> "\\d{" + groups.replace("-", "} {1,3}\\d{") + "}"),
              Stream.concat(
                  Stream.of("8-4-4", "4-4-8", "4-8-4")
                      .map(groups -> "\\d{" + groups.replace("-", "} {1,3}\\d{") + "}"),
                  IntStream.rangeClosed(12, 18).mapToObj("\\d( {1,3}\\d){%d}"::formatted)))
          .map(number -> Pattern.compile("(?<!\\d)(?=(?<number>" + number + ")(?!\\d))"))
          .toList();

  private static final Pattern SECURITY_CODE =
      Pattern.compile(
          "(?i)(?<![\\p{L}\\p{N}])(cvv2?|cvc2?|csc)[ :=-]{0,3}[0-9]{3,4}(?![\\p{L}\\p{N}])");

  /** As the contract can also be read: anything between the word and the digits. */
  private static final Pattern LIKE_SECURITY_CODE =
      Pattern.compile("(?is)(cvv|cvc|csc).*\\p{Nd}{3}");

  private static final Pattern LIKE_TRACK = Pattern.compile("(?s)(%[Bb]|;).*[0-9].*[\\^=]");

  private static final Set<String> SECRETS =
      Set.of(
          ("cvv cvv2 cvc cvc2 cid csc cav2 cardcvv securitycode cardsecuritycode track track1"
                  + " track2 track3 trackdata pinblock cardnumber cardno")
              .split(" "));
  private static final Set<String> NAMES =
      Set.of(
          "merchant_customer_reference",
          "first_name",
          "last_name",
          "country_code",
          "mobile_number",
          "email_id",
          "gstin",
          "organisation_name",
          "language",
          "merchant_metadata",
          "billing_address",
          "shipping_address",
          "address1",
          "address2",
          "address3",
          "city",
          "state",
          "country",
          "full_name",
          "pincode",
          "adddress_type",
          "address_category",
          "status",
          "customer_id",
          "created_at",
          "updated_at",
          "client_id",
          "client_secret",
          "grant_type",
          "scope",
          "limit",
          "cursor",
          "offset",
          "count",
          "search",
          "created_from",
          "created_to",
          "changed_since",
          "custom_fields",
          "type",
          "required",
          "max_length",
          "allowed_values");

  /** One thing that is wrong, and where; nowhere if the body as a whole is. */
  private record Violation(String code, List<String> path) {

    /** Whether a refusal for this may name that: the names that are the contract's, or more. */
    boolean mayBeCalled(String reason) {
      long known = path.stream().takeWhile(NAMES::contains).count();
      return Stream.iterate(known, n -> n <= path.size(), n -> n + 1)
          .map(n -> n == 0 ? "body" : String.join(".", path.subList(0, n.intValue())))
          .anyMatch(reason::equals);
    }
  }

  private final Set<Violation> violations = new LinkedHashSet<>();
  private boolean open;
  private int status = 400;
  private ObjectNode customer = MerchantClient.JSON.createObjectNode();

  private ContractOracle() {}

  public static ContractOracle ofCreate(byte[] body) {
    var contract = new ContractOracle();
    ObjectNode given = contract.object(body);
    if (given != null) {
      contract.addressTypes(given);
      contract.tidy(given, false);
      contract.details(given, false);
      contract.customer = normal(given);
      contract.requireIdentity();
    }
    return contract;
  }

  /**
   * Checks an update.
   *
   * @param current what a customer's merchant has said of it before
   */
  public static ContractOracle ofUpdate(byte[] body, String customerId, ObjectNode current) {
    var contract = new ContractOracle();
    ObjectNode given = contract.object(body);
    if (given != null) {
      contract.addressTypes(given);
      contract.tidy(given, true);
      contract.details(given, true);
      contract.statusAndId(given, customerId);
      ObjectNode merged = current.deepCopy();
      merge(merged, withoutAlias(given));
      if (given.path("country_code").isNull() && merged.has("mobile_number")) {
        contract.open = true;
      }
      if (merged.path("merchant_metadata").size() > PAIRS) {
        contract.refuse("merchant_metadata");
      }
      contract.customer = normal(merged);
      contract.requireIdentity();
    }
    return contract;
  }

  public static ContractOracle ofAccessTokenRequest(byte[] body) {
    var contract = new ContractOracle();
    ObjectNode given = contract.object(body);
    if (given != null) {
      for (String name : List.of("client_id", "client_secret", "grant_type")) {
        JsonNode value = given.path(name);
        contract.require(value.isTextual() && !value.asText().isEmpty(), name);
        contract.open |= value.asText().length() > 255;
      }
      contract.require(
          given.path("grant_type").asText().equals("client_credentials"), "grant_type");
      contract.require(
          isAbsent(given.path("scope"))
              || (given.path("scope").isTextual()
                  && SCOPES.matcher(given.path("scope").textValue()).matches()),
          "scope");
    }
    return contract;
  }

  /**
   * Checks the query of a lookup.
   *
   * @param pairs decoded; a name may be there twice
   */
  public static ContractOracle ofLookup(List<Map.Entry<String, String>> pairs) {
    var contract = new ContractOracle();
    ObjectNode given = MerchantClient.JSON.createObjectNode();
    for (Map.Entry<String, String> pair : pairs) {
      if (given.has(pair.getKey())) {
        contract.refuse(pair.getKey());
      }
      given.put(pair.getKey(), pair.getValue());
    }
    contract.texts(given, List.of());
    contract.tidy(given, false);
    for (String name : List.of("country_code", "mobile_number", "merchant_customer_reference")) {
      contract.require(given.has(name), name);
    }
    contract.matching(given, COUNTRY_CODE, "country_code");
    contract.matching(given, REFERENCE, "merchant_customer_reference");
    contract.mobileNumber(given);
    return contract;
  }

  /**
   * Checks the query of a list, in which no cursor is a good one.
   *
   * @param pairs decoded; a name may be there twice
   */
  public static ContractOracle ofList(List<Map.Entry<String, String>> pairs) {
    var contract = new ContractOracle();
    ObjectNode given = MerchantClient.JSON.createObjectNode();
    for (Map.Entry<String, String> pair : pairs) {
      contract.require(!given.has(pair.getKey()), pair.getKey());
      given.put(pair.getKey(), pair.getValue());
    }
    contract.texts(given, List.of());
    for (String name : NARROWING) {
      contract.require(!given.has(name) || !tidy(given.path(name).asText()).isEmpty(), name);
    }
    contract.tidy(given, false);
    contract.matching(given, LIMIT, "limit");
    contract.matching(given, STATUS, "status");
    contract.matching(given, COUNTRY_CODE, "country_code");
    contract.require(!given.has("country_code") || given.has("mobile_number"), "mobile_number");
    contract.mobileNumber(given);
    contract.email(given.path("email_id"));
    contract.require(!given.has("offset"), "offset");
    contract.require(!given.has("cursor"), "cursor");
    for (String name : List.of("created_from", "created_to", "changed_since")) {
      contract.matching(given, TIME, name);
      contract.open |= given.has(name);
    }
    contract.search(given.path("search"));
    contract.matching(given, Pattern.compile("approximate"), "count");
    contract.require(!given.has("count") || NARROWING.stream().noneMatch(given::has), "count");
    return contract;
  }

  /** How many characters are compared is open where some of them are neither letters nor digits. */
  private void search(JsonNode value) {
    String typed = value.asText();
    String text = Normalizer.normalize(typed, NFKD).replaceAll("\\p{Cf}", "").strip();
    long characters = text.codePoints().count();
    long sure = text.codePoints().filter(Character::isLetterOrDigit).count();
    boolean fits = typed.codePointCount(0, typed.length()) <= 254 && characters >= SHORTEST_SEARCH;
    require(value.isMissingNode() || fits, "search");
    open |= !value.isMissingNode() && sure < SHORTEST_SEARCH;
  }

  /** Checks the definition of a custom field that no customer has had a value of. */
  public static ContractOracle ofDefinition(byte[] body) {
    var contract = new ContractOracle();
    ObjectNode given = contract.object(body);
    if (given != null) {
      contract.definition(given);
    }
    return contract;
  }

  private void definition(ObjectNode given) {
    JsonNode type = given.path("type");
    JsonNode required = given.path("required");
    JsonNode length = given.path("max_length");
    JsonNode values = given.path("allowed_values");
    boolean isOfTexts = TYPES_OF_TEXTS.contains(type.asText());
    require(type.isTextual() && FIELD_TYPES.contains(type.textValue()), "type");
    require(isAbsent(required) || required.isBoolean(), "required");
    boolean isLength =
        length.isIntegralNumber()
            && length.canConvertToInt()
            && length.intValue() >= 1
            && length.intValue() <= 4_000;
    require(isAbsent(length) || (isLength && isOfTexts), "max_length");
    List<String> allowed = new ArrayList<>();
    boolean areTexts = values.isArray();
    for (JsonNode value : values.isArray() ? values : List.<JsonNode>of()) {
      String text = tidy(value.asText());
      areTexts &= value.isTextual() && isOfLength(text, 50);
      allowed.add(text);
    }
    require(isAbsent(values) || areTexts, "allowed_values");
    require(allowed.stream().distinct().count() <= 50, "allowed_values");
    require(isOfTexts || allowed.isEmpty(), "allowed_values");
    require(
        !isLength || allowed.stream().allMatch(text -> isOfLength(text, length.intValue())),
        "allowed_values");
    customer.set("type", type);
    customer.put("required", required.asBoolean());
    if (!isAbsent(length)) {
      customer.set("max_length", length);
    }
    if (!allowed.isEmpty()) {
      allowed.stream().distinct().forEach(customer.putArray("allowed_values")::add);
    }
  }

  private static boolean isOfLength(String text, int most) {
    return !text.isEmpty() && text.codePointCount(0, text.length()) <= most;
  }

  /** Checks a create that is good but for the value of a custom field of a type without limits. */
  public static ContractOracle ofValue(byte[] body, String field, String type) {
    var contract = new ContractOracle();
    ObjectNode given = contract.object(body);
    if (given != null) {
      contract.value(given.path("custom_fields").path(field), field, type);
    }
    return contract;
  }

  private void value(JsonNode given, String field, String type) {
    if (given.isNumber()) {
      text(given.asText(), List.of("custom_fields", field));
      // Which numbers are kept, and how, is said of those of some length alone.
      open |= given.asText().length() > 15;
    }
    JsonNode value = given.isTextual() ? tidied(given) : given;
    boolean isEmpty = isAbsent(value) || (value.isTextual() && value.textValue().isEmpty());
    String text = value.asText();
    boolean isValue =
        switch (type) {
          case "string" -> value.isTextual() && isOfLength(text, LONGEST_VALUE);
          case "number" -> value.isNumber();
          case "integer" -> value.isNumber() && isWhole(value);
          case "boolean" -> value.isBoolean();
          case "date" -> value.isTextual() && isDate(text);
          case "datetime" -> value.isTextual() && TIME.matcher(text).matches();
          case "array" -> isTexts(value);
          default -> isAmount(value);
        };
    open |= type.equals("datetime") && isValue && !isTime(text);
    require(isEmpty || isValue, "custom_fields", field);
    if (isValue && !isEmpty) {
      customer.set(field, value.isArray() ? tidiedAll(value) : value);
    }
  }

  private static JsonNode tidied(JsonNode text) {
    return MerchantClient.JSON.getNodeFactory().textNode(tidy(text.textValue()));
  }

  private static JsonNode tidiedAll(JsonNode texts) {
    var tidied = MerchantClient.JSON.createArrayNode();
    texts.forEach(text -> tidied.add(tidied(text)));
    return tidied;
  }

  private static boolean isWhole(JsonNode number) {
    return number.decimalValue().stripTrailingZeros().scale() <= 0 && number.canConvertToLong();
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      return text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
          && OffsetDateTime.parse(text).getYear() > 0;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isTexts(JsonNode value) {
    return value.isArray()
        && value.size() <= 50
        && StreamSupport.stream(value.spliterator(), false)
            .allMatch(
                text -> text.isTextual() && isOfLength(tidy(text.textValue()), LONGEST_VALUE));
  }

  private static boolean isAmount(JsonNode value) {
    return value.isObject()
        && value.size() == 2
        && value.path("value").isNumber()
        && isWhole(value.path("value"))
        && value.path("currency").isTextual()
        && tidy(value.path("currency").textValue()).matches("[A-Z]{3}");
  }

  /** Whether the body has to be accepted. */
  public boolean accepts() {
    return violations.isEmpty() && !open;
  }

  /** Whether the body has to be refused. */
  public boolean refuses() {
    return !violations.isEmpty();
  }

  /** Whether this is how to refuse the body. */
  public boolean isRefusal(Answer answer) {
    return answer.status() == status
        && (open || violations.stream().anyMatch(violation -> isFor(violation, answer)));
  }

  private static boolean isFor(Violation violation, Answer answer) {
    return answer.field("code").equals(violation.code()) && violation.mayBeCalled(answer.reason());
  }

  /**
   * Returns what is to be read of the customer, of its custom fields, or of the definition, without
   * what the server sets.
   */
  public ObjectNode customer() {
    return customer;
  }

  @Override
  public String toString() {
    return (open ? "open, " : "") + violations;
  }

  private void refuse(String... path) {
    violations.add(new Violation(INVALID, List.of(path)));
  }

  private void require(boolean rule, String... path) {
    if (!rule) {
      refuse(path);
    }
  }

  private @Nullable ObjectNode object(byte[] body) {
    if (body.length > BODY_BYTES) {
      status = 413;
      refuse();
      return null;
    }
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      refuse();
      return null;
    }
    var reader = new StrictJsonReader(text);
    try {
      JsonNode read = reader.read();
      texts(read, List.of());
      if (read instanceof ObjectNode object) {
        return object;
      }
      refuse();
    } catch (StrictJsonReader.Malformed e) {
      refuse();
    } finally {
      reader.duplicates().forEach(path -> violations.add(new Violation(INVALID, path)));
      open |= reader.hasLongToken();
    }
    return null;
  }

  /** No text anywhere, name or value, holds control characters, half a character or card data. */
  private void texts(JsonNode value, List<String> path) {
    if (value.isTextual()) {
      text(withoutLines(value.textValue(), path), path);
    }
    for (JsonNode element : value.isArray() ? value : List.<JsonNode>of()) {
      texts(element, path);
    }
    value
        .properties()
        .forEach(
            entry -> {
              List<String> inner = new ArrayList<>(path);
              inner.add(entry.getKey());
              text(entry.getKey(), inner);
              secret(entry.getKey(), entry.getValue(), inner);
              texts(entry.getValue(), inner);
            });
  }

  /** A name, an address, metadata and custom fields may have tabs and line breaks. */
  private String withoutLines(String text, List<String> path) {
    boolean isOfCustomer =
        (path.size() == 1 && PROPER_NAMES.contains(path.get(0)))
            || (path.size() == 2 && ADDRESSES.contains(path.get(0)))
            || (path.size() == 2 && path.get(0).equals("merchant_metadata"))
            || (path.size() == 2 && path.get(0).equals("custom_fields"));
    String oneLine = text.replaceAll("[\\t\\r\\n]", " ");
    boolean isBeside = !path.isEmpty() && !isOfCustomer && NAMES.contains(path.get(0));
    open |= isBeside && !oneLine.equals(text);
    return isOfCustomer || isBeside ? oneLine : text;
  }

  private void text(String text, List<String> path) {
    if (text.codePoints()
        .anyMatch(c -> Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF))) {
      violations.add(new Violation(INVALID, path));
    }
    long digits = text.codePoints().filter(Character::isDigit).count();
    if (path.equals(List.of("mobile_number")) && digits < 16) {
      return;
    }
    String visible = text.replaceAll("\\p{Cf}", "");
    String plain = plain(UUID.matcher(visible).replaceAll("#"));
    if (hasCardNumber(plain) || SECURITY_CODE.matcher(visible).find()) {
      violations.add(new Violation(CARD_DATA, path));
    } else {
      open |=
          (path.equals(List.of("gstin")) && hasCardNumber(plain(withoutBlanks(text))))
              || hasCardNumber(LINE_BREAK.matcher(plain).replaceAll(" "))
              || LIKE_SECURITY_CODE.matcher(visible).find()
              || LIKE_TRACK.matcher(plain).find();
    }
  }

  /** A secret by its name; what of a value is a PIN, or a secret deeper down, is left open. */
  private void secret(String name, JsonNode value, List<String> path) {
    String key =
        Normalizer.normalize(name, NFKC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{Nd}]", "");
    String text = value.asText();
    boolean isPin = key.equals("pin");
    if (isPin ? text.matches("[0-9]{4}|\\p{XDigit}{16}") : isSecret(key, text)) {
      violations.add(new Violation(CARD_DATA, path));
    } else if (isPin) {
      String json = value.toString();
      open |= json.replaceAll("\\P{Nd}", "").length() == 4 || json.length() > 16;
    } else {
      open |= isSecret(key, value.toString());
    }
  }

  private static boolean isSecret(String key, String value) {
    return SECRETS.contains(key) && value.codePoints().anyMatch(Character::isDigit);
  }

  /** Returns a text with ASCII digits alone, and with blanks for separators. */
  private static String plain(String text) {
    var plain = new StringBuilder();
    SEPARATOR
        .matcher(text)
        .replaceAll(" ")
        .codePoints()
        .map(c -> Character.isDigit(c) ? '0' + Character.digit(c, 10) : c)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  private static boolean hasCardNumber(String text) {
    return WRITTEN.stream()
        .flatMap(written -> written.matcher(text).results())
        .anyMatch(
            found -> {
              String before = text.substring(0, found.start(1));
              String after = text.substring(found.end(1));
              String number = found.group(1).replace(" ", "");
              boolean isTrack =
                  (before.matches("(?s).*%[Bb]") && after.startsWith("^"))
                      || (before.endsWith(";") && after.startsWith("="));
              boolean isInWord = before.matches("(?s).*\\p{L}") || after.matches("(?s)\\p{L}.*");
              boolean isAlone = !isInWord || number.length() == 15 || number.length() == 16;
              return isTrack
                  || (isAlone && CARD_NUMBER.matcher(number).matches() && passesLuhn(number));
            });
  }

  private static boolean passesLuhn(String number) {
    int sum = 0;
    for (int i = 1; i <= number.length(); i++) {
      int digit = (number.charAt(number.length() - i) - '0') * (2 - i % 2);
      sum += digit / 10 + digit % 10;
    }
    return sum % 10 == 0;
  }

  private static String withoutBlanks(String text) {
    return text.replaceAll("[\\s\\p{Z}]", "");
  }

  /** Brings all texts of a customer into their one form; an empty one is not there, or clears. */
  private void tidy(ObjectNode given, boolean isUpdate) {
    TEXTS.forEach(name -> tidy(given, name, isUpdate, PROPER_NAMES.contains(name)));
    for (String name : ADDRESSES) {
      if (given.get(name) instanceof ObjectNode address) {
        Stream.concat(
                ADDRESS_TEXTS.keySet().stream(),
                Stream.of("pincode", "adddress_type", "address_type", "address_category"))
            .forEach(field -> tidy(address, field, isUpdate, true));
      }
    }
    if (given.get("merchant_metadata") instanceof ObjectNode pairs) {
      open |= pairs.size() > PAIRS && pairs.propertyStream().anyMatch(pair -> isEmpty(pair));
      for (String key : pairs.propertyStream().map(Map.Entry::getKey).toList()) {
        open |= isEmpty(Map.entry(key, pairs.get(key))) && (key.isEmpty() || key.length() > KEY);
        tidy(pairs, key, isUpdate, false);
      }
    }
  }

  private static boolean isEmpty(Map.Entry<String, JsonNode> pair) {
    return pair.getValue().isTextual() && tidy(pair.getValue().textValue()).isEmpty();
  }

  private void tidy(ObjectNode given, String name, boolean isUpdate, boolean isLine) {
    if (!given.path(name).isTextual()) {
      return;
    }
    String text = given.path(name).textValue();
    open |= isLine && LINE_BREAK.matcher(text).find();
    String tidy = tidy(isLine ? text.replaceAll("\r\n|[\t\r\n\u2028\u2029]", " ") : text);
    if (!tidy.isEmpty()) {
      given.put(name, tidy);
    } else if (isUpdate) {
      given.putNull(name);
    } else {
      given.remove(name);
    }
  }

  private static String tidy(String text) {
    return BLANK_ENDS.matcher(Normalizer.normalize(text, NFC)).replaceAll("");
  }

  private void details(ObjectNode given, boolean isUpdate) {
    matching(given, REFERENCE, "merchant_customer_reference");
    PROPER_NAMES.forEach(name -> name(given.path(name), name));
    matching(given, COUNTRY_CODE, "country_code");
    mobileNumber(given);
    email(given.path("email_id"));
    matching(given, GSTIN_WITH_BLANKS, "gstin");
    String gstin = given.path("gstin").asText();
    open |= given.path("gstin").isTextual() && !gstin.equals(gstin.toUpperCase(Locale.ROOT));
    language(given.path("language"));
    ADDRESSES.forEach(name -> address(given.path(name), name));
    metadata(given.path("merchant_metadata"), isUpdate);
  }

  private void name(JsonNode value, String field) {
    String name = value.asText();
    boolean isName =
        name.codePointCount(0, name.length()) <= 100
            && LETTER.matcher(name).find()
            && !NO_NAME.matcher(name).find();
    require(isAbsent(value) || (value.isTextual() && isName), field);
    open |= value.isTextual() && UNCERTAIN.matcher(name).find();
  }

  private void language(JsonNode value) {
    String code = value.asText();
    boolean isKnown = LANGUAGES.contains(code.toLowerCase(Locale.ROOT));
    require(isAbsent(value) || (value.isTextual() && isKnown), "language");
    // In which letter case it is taken, and what becomes of a code that was renamed.
    open |= isKnown && !Locale.forLanguageTag(code).getLanguage().equals(code);
  }

  private void mobileNumber(ObjectNode given) {
    JsonNode value = given.path("mobile_number");
    String text = value.asText();
    boolean isNumber = BETWEEN_DIGITS.matcher(text).replaceAll("").matches("[0-9]{6,15}");
    require(isAbsent(value) || (value.isTextual() && isNumber), "mobile_number");
    // What may stand before and after the digits, and which hyphens and spaces there are.
    open |= isNumber && !text.matches("[0-9]([0-9 .()-]*[0-9])?");
  }

  private void email(JsonNode value) {
    String email = value.asText();
    boolean isEmail =
        email.codePointCount(0, email.length()) <= 254
            && EMAIL.matcher(email).matches()
            && !NO_EMAIL.matcher(email).find();
    require(isAbsent(value) || (value.isTextual() && isEmail), "email_id");
    open |= email.contains(".@") || email.contains("@.");
    open |= value.isTextual() && email.matches("(?s).*\\p{C}.*");
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  private void matching(ObjectNode given, Pattern rule, String... path) {
    JsonNode value = given.path(path[path.length - 1]);
    require(
        isAbsent(value) || (value.isTextual() && rule.matcher(value.textValue()).matches()), path);
  }

  private void address(JsonNode value, String name) {
    if (!(value instanceof ObjectNode address)) {
      require(isAbsent(value), name);
      return;
    }
    ADDRESS_TEXTS.forEach(
        (field, length) -> {
          JsonNode text = address.path(field);
          require(
              isAbsent(text)
                  || (text.isTextual()
                      && text.textValue().codePointCount(0, text.textValue().length()) <= length),
              name,
              field);
        });
    String pincode = address.path("pincode").asText();
    if (PINCODE_OF_ANY_SCRIPT.matcher(pincode).matches() && !PINCODE.matcher(pincode).matches()) {
      open = true;
    } else {
      matching(address, PINCODE, name, "pincode");
    }
    matching(address, Pattern.compile("billing|shipping"), name, "address_category");
    for (String type : List.of("adddress_type", "address_type")) {
      require(
          isAbsent(address.path(type)) || address.path(type).isTextual(), name, "adddress_type");
      open |= address.path(type).asText().length() > 100;
    }
  }

  /** Both spellings as they were given; what is null or empty may count as not there. */
  private void addressTypes(ObjectNode given) {
    for (String name : ADDRESSES) {
      JsonNode one = given.path(name).path("adddress_type");
      JsonNode other = given.path(name).path("address_type");
      boolean oneIsEmpty =
          Stream.of(one, other).anyMatch(type -> type.isNull() || isEmpty(Map.entry(name, type)));
      if (!one.isMissingNode() && !other.isMissingNode() && !one.equals(other)) {
        open |= oneIsEmpty || tidy(one.asText()).equals(tidy(other.asText()));
        require(open, name, "adddress_type");
      }
    }
  }

  private void metadata(JsonNode value, boolean isUpdate) {
    if (!(value instanceof ObjectNode pairs)) {
      require(isAbsent(value), "merchant_metadata");
      return;
    }
    long kept = pairs.properties().stream().filter(pair -> !pair.getValue().isNull()).count();
    require(kept <= PAIRS, "merchant_metadata");
    pairs
        .properties()
        .forEach(
            pair -> {
              String key = pair.getKey();
              JsonNode text = pair.getValue();
              int length = key.codePointCount(0, key.length());
              boolean clears = isUpdate && text.isNull();
              require(clears || (length >= 1 && length <= KEY), "merchant_metadata", key);
              require(
                  clears
                      || (text.isTextual()
                          && text.textValue().codePointCount(0, text.textValue().length())
                              <= VALUE),
                  "merchant_metadata",
                  key);
            });
  }

  private void statusAndId(ObjectNode given, String customerId) {
    if (given.has("status")) {
      JsonNode status = given.get("status");
      require(status.isTextual() && STATUS.matcher(status.textValue()).matches(), "status");
    }
    JsonNode id = given.path("customer_id");
    require(!id.isTextual() || id.textValue().equals(customerId), "customer_id");
    open |= !isAbsent(id) && !id.isTextual();
    for (String name : SET_BY_THE_SERVICE) {
      JsonNode value = given.path(name);
      // It may be sent back as it was read, which only the service knows.
      open |= value.isTextual() && value.textValue().matches("[0-9]{4}-[^ ]*Z");
      require(isAbsent(value) || open, name);
    }
  }

  private void requireIdentity() {
    if (!customer.has("merchant_customer_reference") && !customer.has("mobile_number")) {
      refuse("merchant_customer_reference");
      refuse("mobile_number");
    }
  }

  private static ObjectNode withoutAlias(ObjectNode given) {
    ObjectNode spelled = given.deepCopy();
    for (String name : ADDRESSES) {
      if (spelled.get(name) instanceof ObjectNode address && address.has("address_type")) {
        address.set("adddress_type", address.remove("address_type"));
      }
    }
    return spelled;
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                target.remove(field.getKey());
              } else if (field.getValue() instanceof ObjectNode inner) {
                ObjectNode old =
                    target.get(field.getKey()) instanceof ObjectNode object
                        ? object
                        : MerchantClient.JSON.createObjectNode();
                merge(old, inner);
                target.set(field.getKey(), old);
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  /** Returns a customer in the form in which it is answered. */
  private static ObjectNode normal(ObjectNode given) {
    ObjectNode normal = MerchantClient.JSON.createObjectNode();
    ObjectNode spelled = withoutAlias(given);
    for (String name :
        List.of(
            "merchant_customer_reference",
            "first_name",
            "last_name",
            "organisation_name",
            "email_id",
            "language")) {
      copy(spelled, normal, name);
    }
    if (spelled.path("mobile_number").isTextual()) {
      String number = spelled.path("mobile_number").textValue();
      normal.put("mobile_number", BETWEEN_DIGITS.matcher(number).replaceAll(""));
    }
    if (spelled.path("gstin").isTextual()) {
      normal.put("gstin", withoutBlanks(spelled.path("gstin").textValue()));
    }
    var code = COUNTRY_CODE.matcher(spelled.path("country_code").asText());
    if (code.matches()) {
      normal.put("country_code", code.group(2));
    } else if (normal.has("mobile_number")) {
      normal.put("country_code", "91");
    }
    for (String name : ADDRESSES) {
      ObjectNode address = MerchantClient.JSON.createObjectNode();
      Stream.concat(
              ADDRESS_TEXTS.keySet().stream(),
              Stream.of("pincode", "adddress_type", "address_category"))
          .filter(field -> !spelled.path(name).path(field).asText().isEmpty())
          .forEach(field -> copy(spelled.path(name), address, field));
      if (!address.isEmpty()) {
        normal.set(name, address);
      }
    }
    if (!spelled.path("merchant_metadata").isEmpty()) {
      copy(spelled, normal, "merchant_metadata");
    }
    return normal;
  }

  private static void copy(JsonNode from, ObjectNode to, String name) {
    if (!isAbsent(from.path(name))) {
      to.set(name, from.get(name));
    }
  }
}
