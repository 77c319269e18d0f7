package org.clientele.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.testing.Quoted.texts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.SoftAssertions;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.RawConnection;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.clientele.testing.SharedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that are just not, or just still, what the contract allows, each with its answer. */
@ExtendWith(SharedServer.class)
class HostileInputIT {

  private static final String CREATE = "/api/v1/customer";
  private static final String TOKEN = "/api/auth/v1/token";
  private static final String DOCUMENTED = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final String LOOKUP =
      "country_code=91&mobile_number=9876543210"
          + "&merchant_customer_reference=82d57572-057c-4826-5775-385a52150554";
  private static final int BODY_BYTES = 64 * 1024;
  private static final String TOO_LARGE = "413 INVALID_REQUEST body";
  private static final AtomicInteger REFERENCES = new AtomicInteger();
  private static final AtomicInteger SENT = new AtomicInteger();

  /** Stands in a body for a reference that no other has. */
  private static final String FRESH = "~fresh~";

  private final LocalServerProcess server;
  private final RawConnection connection;
  private final String authorization;

  HostileInputIT(LocalServerProcess server) {
    this.server = server;
    this.connection = new RawConnection(server.url());
    this.authorization = "Authorization: Bearer " + server.accessToken();
  }

  @AfterAll
  static void count() {
    System.out.printf("Hostile input: %d requests by hand%n", SENT.get());
  }

  /**
   * A request and what has to come of it.
   *
   * @param bytes the body, each character a byte
   * @param expected status, code and reason, as far as there are any; {@code 415 INVALID_REQUEST
   *     content-type}
   */
  private record Case(
      String method, String target, List<String> headers, String bytes, String expected) {

    Case(String method, String target, List<String> headers, byte[] body, String expected) {
      this(method, target, headers, new String(body, ISO_8859_1), expected);
    }

    byte[] body() {
      return bytes.getBytes(ISO_8859_1);
    }

    String name() {
      String text = new String(body(), UTF_8);
      return "%s %s %s %s"
          .formatted(method, target, headers, text.substring(0, Math.min(text.length(), 200)));
    }
  }

  private static final String JSON = "Content-Type: application/json";
  private static final List<Request> WITH_BODY =
      OperationCatalogue.ofEachFunction().stream()
          .map(operation -> Scene.unknown(operation).request())
          .filter(request -> !request.isMessage() && !request.body().isEmpty())
          .toList();

  /** Adds the requests of all operations that read a body, with another body or other headers. */
  private static void forEachBody(
      List<Case> cases, List<String> headers, byte[] body, String expected) {
    WITH_BODY.forEach(
        good -> cases.add(new Case(good.method(), good.path(), headers, body, expected)));
  }

  private static Case create(byte[] body, String expected) {
    return new Case("POST", CREATE, List.of(JSON), body, expected);
  }

  private static Case create(String body, String expected) {
    return create(fresh(body), expected);
  }

  private static Case update(String body, String expected) {
    return new Case("PATCH", DOCUMENTED, List.of(JSON), fresh(body), expected);
  }

  private static Case token(String body, String expected) {
    return new Case("POST", TOKEN, List.of(JSON), body.getBytes(UTF_8), expected);
  }

  private static Case get(String target, String expected) {
    return new Case("GET", target, List.of(), new byte[0], expected);
  }

  private static byte[] fresh(String body) {
    return body.replace(FRESH, "hostile-" + REFERENCES.incrementAndGet()).getBytes(UTF_8);
  }

  private static String invalid(String reason) {
    return "400 INVALID_REQUEST " + reason;
  }

  /** Returns a body that only has this besides a reference; dots lead into objects. */
  private static String with(String path, String json) {
    String body = json;
    String[] names = path.split("\\.", -1);
    for (int i = names.length - 1; i > 0; i--) {
      body = "{\"%s\":%s}".formatted(names[i], body);
    }
    String reference =
        path.equals("merchant_customer_reference")
            ? ""
            : "\"merchant_customer_reference\":\"" + FRESH + "\",";
    return "{" + reference + "\"" + names[0] + "\":" + body + "}";
  }

  private static String withoutReference(String path, String json) {
    return with(path, json).replace("\"merchant_customer_reference\":\"" + FRESH + "\",", "");
  }

  /** Adds creates and updates in which a field has one of these texts, which it does not take. */
  private static void refuse(List<Case> cases, String path, List<String> texts) {
    for (String text : texts) {
      cases.add(create(with(path, text(text)), invalid(path)));
      cases.add(update(withoutReference(path, text(text)), invalid(path)));
    }
  }

  private static void accept(List<Case> cases, String path, List<String> texts) {
    texts.forEach(text -> cases.add(create(with(path, text(text)), "201")));
  }

  private static String text(String text) {
    return MerchantClient.JSON.getNodeFactory().textNode(text).toString();
  }

  private static final List<String> OBJECTS =
      List.of("billing_address", "shipping_address", "merchant_metadata", "custom_fields");
  private static final List<String> RULED_TEXTS =
      texts(
          """
          `merchant_customer_reference` `first_name` `last_name` `country_code`
          `mobile_number` `email_id` `gstin` `organisation_name` `language`
          `billing_address.pincode` `shipping_address.pincode`
          `billing_address.address_category`
          """);
  private static final List<String> FREE_TEXTS =
      texts(
          """
          `billing_address.address1` `billing_address.address2` `billing_address.address3`
          `billing_address.city` `billing_address.state` `billing_address.country`
          `billing_address.full_name` `billing_address.adddress_type`
          `shipping_address.address1` `shipping_address.address2` `shipping_address.address3`
          `shipping_address.city` `shipping_address.state` `shipping_address.country`
          `shipping_address.full_name` `shipping_address.adddress_type`
          `merchant_metadata.note`
          """);

  private static List<String> textFields() {
    List<String> all = new ArrayList<>(RULED_TEXTS);
    all.addAll(FREE_TEXTS);
    return all;
  }

  static List<Case> sizes() {
    List<Case> cases = new ArrayList<>();
    String body = "{\"merchant_customer_reference\":\"" + FRESH + "\"}";
    for (int size :
        List.of(BODY_BYTES - 1, BODY_BYTES, BODY_BYTES + 1, BODY_BYTES * 2, 1_000_000)) {
      boolean fits = size <= BODY_BYTES;
      byte[] empty = padded("{}".getBytes(UTF_8), size);
      cases.add(create(padded(fresh(body), size), fits ? "201" : TOO_LARGE));
      cases.add(new Case("PATCH", DOCUMENTED, List.of(JSON), empty, fits ? "200" : TOO_LARGE));
      cases.add(
          new Case("POST", TOKEN, List.of(JSON), empty, fits ? invalid("client_id") : TOO_LARGE));
    }
    // The limit is one of bytes, and three make a character here.
    String wide = "\u0928".repeat(BODY_BYTES / 3 + 1);
    cases.add(create(with("unknown", text(wide)), TOO_LARGE));
    cases.add(create(with("unknown", text(wide.substring(100))), "201"));
    for (String shortest : List.of("", "{", "1", " ", "\0")) {
      cases.add(create(shortest, invalid("body")));
      cases.add(update(shortest, invalid("body")));
      cases.add(token(shortest, invalid("body")));
    }
    for (String empty : List.of("Content-Length: 0", "Transfer-Encoding: chunked")) {
      byte[] bytes = (empty.endsWith("chunked") ? "0\r\n\r\n" : "").getBytes(UTF_8);
      forEachBody(cases, List.of(JSON, empty), bytes, invalid("body"));
    }
    var keys = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      keys.append(",\"k").append(i).append("\":1");
    }
    cases.add(create("{\"merchant_customer_reference\":\"" + FRESH + "\"" + keys + "}", "201"));
    cases.add(create("{\"a\":1" + keys + keys.toString().replace("k", "l") + "}", TOO_LARGE));
    return cases;
  }

  private static byte[] padded(byte[] body, int size) {
    byte[] padded = new byte[size];
    Arrays.fill(padded, (byte) ' ');
    System.arraycopy(body, 0, padded, 0, body.length);
    return padded;
  }

  static List<Case> depths() {
    List<Case> cases = new ArrayList<>();
    for (int depth : List.of(10, 11, 12, 900, 10_000)) {
      String arrays = "[".repeat(depth - 1) + "]".repeat(depth - 1);
      String objects = "{\"a\":".repeat(depth - 2) + "{}" + "}".repeat(depth - 2);
      String expected = depth == 10 ? "201" : invalid("body");
      cases.add(create(with("unknown", arrays), expected));
      cases.add(create(with("unknown", objects), expected));
      cases.add(
          create(
              with("merchant_metadata", objects),
              depth == 10 ? invalid("merchant_metadata.a") : invalid("body")));
      cases.add(update(withoutReference("unknown", arrays), depth == 10 ? "200" : invalid("body")));
      cases.add(
          token("{\"a\":" + arrays + "}", depth == 10 ? invalid("client_id") : invalid("body")));
    }
    cases.add(create("[".repeat(30_000), invalid("body")));
    cases.add(create("{\"a\":".repeat(10_000), invalid("body")));
    return cases;
  }

  static List<Case> duplicates() {
    List<Case> cases = new ArrayList<>();
    for (String path : textFields()) {
      String name = path.substring(path.lastIndexOf('.') + 1);
      String twin = "\\u%04x%s".formatted((int) name.charAt(0), name.substring(1));
      for (String second : List.of(name, twin)) {
        String pair = "\"a\",\"" + second + "\":\"a\"";
        cases.add(create(with(path, pair), invalid(path)));
        cases.add(update(withoutReference(path, pair), invalid(path)));
      }
    }
    for (String path : OBJECTS) {
      cases.add(create(with(path, "{},\"" + path + "\":{}"), invalid(path)));
      cases.add(create(with(path, "null,\"" + path + "\":null"), invalid(path)));
    }
    cases.add(create(with("unknown", "1,\"unknown\":1"), invalid("unknown")));
    cases.add(create(with("unknown", "[{\"a\":1,\"a\":1}]"), invalid("unknown.a")));
    cases.add(update("{\"status\":\"ACTIVE\",\"status\":\"DELETED\"}", invalid("status")));
    cases.add(update("{\"status\":\"ACTIVE\",\"\\u0073tatus\":\"DELETED\"}", invalid("status")));
    cases.add(token("{\"client_id\":\"a\",\"client_id\":\"b\"}", invalid("client_id")));
    return cases;
  }

  static List<Case> types() {
    List<Case> cases = new ArrayList<>();
    List<String> scalars = List.of("1", "0", "-1", "1.5", "1e400", "9".repeat(40), "true", "false");
    for (String path : textFields()) {
      List<String> wrong = new ArrayList<>(scalars);
      wrong.addAll(List.of("[]", "[\"a\"]", "{}", "{\"a\":\"b\"}", "[null]"));
      for (String json : wrong) {
        cases.add(create(with(path, json), invalid(path)));
      }
      for (String json : List.of("1", "true", "[]", "{}")) {
        cases.add(update(withoutReference(path, json), invalid(path)));
      }
    }
    for (String path : OBJECTS) {
      List<String> wrong = new ArrayList<>(scalars);
      wrong.addAll(List.of("[]", "[{}]", "\"\"", "\"{}\"", "\"a\""));
      for (String json : wrong) {
        cases.add(create(with(path, json), invalid(path)));
      }
      cases.add(update(withoutReference(path, "\"a\""), invalid(path)));
      cases.add(create(with(path, "null"), "201"));
      cases.add(create(with(path, "{}"), "201"));
    }
    for (String json :
        texts(
            """
            `1` `true` `[]` `{}` `null` `""` `"x"` `"ACTIVE "` `"0"` `"\u0130NACTIVE"`
            """)) {
      cases.add(update("{\"status\":" + json + "}", invalid("status")));
    }
    for (String field : List.of("client_id", "client_secret", "grant_type")) {
      for (String json : List.of("1", "1.5", "true", "null", "[]", "{}", "\"\"", "[\"a\"]")) {
        ObjectNode request = MerchantClient.JSON.createObjectNode();
        request
            .put("client_id", "a")
            .put("client_secret", "b")
            .put("grant_type", "client_credentials");
        request.set(field, MerchantClient.parse(json));
        cases.add(token(request.toString(), invalid(field)));
      }
    }
    cases.add(
        create(
            "{\"merchant_customer_reference\":null,\"mobile_number\":null}",
            invalid("merchant_customer_reference")));
    cases.add(create(with("merchant_metadata", "{\"k\":null}"), invalid("merchant_metadata.k")));
    return cases;
  }

  static List<Case> bodiesThatAreNoJsonObject() {
    List<Case> cases = new ArrayList<>();
    for (String body :
        texts(
            """
            `null` `true` `1` `"{}"` `[]` `[{}]` `{}x` `{} {}` `{},` `{}]` `{}}` `}{` `{"a"}`
            `{"a":}` `{"a":1,}` `{,}` `{"a" 1}` `{"a":1 "b":2}` `{a:1}` `{'a':1}` `{"a":'b'}`
            `{"a":NaN}` `{"a":Infinity}` `{"a":-Infinity}` `{"a":+1}` `{"a":01}` `{"a":.5}`
            `{"a":1.}` `{"a":0x1}` `{"a":1e}` `{"a":True}` `{"a":undefined}` `{/**/}` `{}//`
            `#{}` `{"a":"\t"}` `{"a":"\n"}` `{"a":"\\x41"}` `{"a":"\\u12"}` `{"a":"\\'"}`
            `{"a":"` `{"a":"\\"}` `{\u00a0}` `\u00a0{}` `{}\0` `\0{}` `{\0}` `\ufeff{}`
            `{}\ufeff` `<customer/>` `merchant_customer_reference=a` `---\na: 1` `$` `\u001e{}`
            """)) {
      forEachBody(cases, List.of(JSON), body.getBytes(UTF_8), invalid("body"));
    }
    String body = "{\"first_name\":\"\u0928\u00e9\"}";
    for (byte[] bytes :
        List.of(
            body.replace("\u0928", "").getBytes(ISO_8859_1),
            body.getBytes(UTF_16),
            body.getBytes(UTF_16LE),
            body.getBytes(UTF_16BE),
            gzip(body),
            spliced(0xC0, 0x80),
            spliced(0xC1, 0x81),
            spliced(0xED, 0xA0, 0x80),
            spliced(0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80),
            spliced(0xF5, 0x80, 0x80, 0x80),
            spliced(0xF4, 0x90, 0x80, 0x80),
            spliced(0xE0, 0xA4),
            spliced(0x80),
            spliced(0xFF),
            spliced(0xFE))) {
      forEachBody(cases, List.of(JSON), bytes, invalid("body"));
    }
    for (String encoding : List.of("gzip", "GZIP", "deflate", "br", "gzip, identity")) {
      forEachBody(
          cases,
          List.of(JSON, "Content-Encoding: " + encoding),
          gzip(body),
          "415 INVALID_REQUEST content-encoding");
    }
    cases.add(
        new Case(
            "POST",
            CREATE,
            List.of(JSON, "Content-Encoding: identity"),
            fresh(with("first_name", "\"Asha\"")),
            "201"));
    return cases;
  }

  private static byte[] gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** Returns a body with a text of these bytes. */
  private static byte[] spliced(int... bytes) {
    var body = new ByteArrayOutputStream();
    body.writeBytes("{\"first_name\":\"".getBytes(UTF_8));
    for (int b : bytes) {
      body.write(b);
    }
    body.writeBytes("\"}".getBytes(UTF_8));
    return body.toByteArray();
  }

  static List<Case> contentTypes() {
    List<Case> cases = new ArrayList<>();
    String body = "{\"merchant_customer_reference\":\"" + FRESH + "\"}";
    for (String type :
        texts(
            """
            `application/json` `APPLICATION/JSON` `application/json;charset=utf-8`
            `application/json; charset=UTF-8` `application/json ; charset="utf-8"`
            `application/json;  charset = utf-8`
            """)) {
      cases.add(new Case("POST", CREATE, List.of("Content-Type: " + type), fresh(body), "201"));
    }
    String mergePatch = "Content-Type: application/merge-patch+json";
    cases.add(
        new Case(
            "POST", CREATE, List.of(mergePatch), fresh(body), "415 INVALID_REQUEST content-type"));
    for (String type :
        texts(
"""
`` `text/plain` `text/json` `application/xml`
`multipart/form-data; boundary=x` `application/octet-stream` `application/jsonp`
`application/json5` `application/ld+json` `application/strategic-merge-patch+json` `json`
`application` `*/*` `application/*` `application/json, text/plain`
`application/json;charset=latin1` `application/json;charset=utf-16`
`application/json;charset=us-ascii` `application/json;charset=`
`application/json;charset=utf-8;charset=utf-16` `application/json\u00a0`
`application/json;charset=utf-8,application/json`
""")) {
      forEachBody(
          cases, List.of("Content-Type: " + type), fresh(body), "415 INVALID_REQUEST content-type");
    }
    List<Case> forms = new ArrayList<>();
    forEachBody(
        forms,
        List.of("Content-Type: application/x-www-form-urlencoded"),
        fresh(body),
        "415 INVALID_REQUEST content-type");
    forms.removeIf(form -> form.target().equals(TOKEN));
    cases.addAll(forms);
    cases.add(new Case("POST", CREATE, List.of(), fresh(body), "415 INVALID_REQUEST content-type"));
    cases.add(
        new Case(
            "POST", CREATE, List.of(JSON, JSON), fresh(body), "415 INVALID_REQUEST content-type"));
    return cases;
  }

  static List<Case> characters() {
    List<Case> cases = new ArrayList<>();
    for (int c = 0; c < 0xA0; c++) {
      if (Character.isISOControl(c)) {
        String escaped = "\"a\\u%04x\"".formatted(c);
        String path = FREE_TEXTS.get(c % FREE_TEXTS.size());
        boolean isTabOrLineBreak = c == '\t' || c == '\n' || c == '\r';
        cases.add(create(with(path, escaped), isTabOrLineBreak ? "201" : invalid(path)));
        cases.add(
            create(with("first_name", escaped), isTabOrLineBreak ? "201" : invalid("first_name")));
        for (String other : List.of("merchant_customer_reference", "email_id", "unknown")) {
          cases.add(create(with(other, escaped), invalid(other)));
        }
        cases.add(
            create(
                with("merchant_metadata", "{" + escaped + ":\"v\"}"),
                invalid("merchant_metadata")));
        cases.add(
            create(with(path, "\"a" + (char) c + "\""), c < ' ' ? invalid("body") : invalid(path)));
      }
    }
    for (String half :
        texts(
            """
            `\\ud800` `\\udbff` `\\udc00` `\\udfff` `\\udc00\\ud800` `\\ud83d\\ud83d\\ude00`
            `\\ud83dx` `x\\ude00`
            """)) {
      for (String path :
          List.of("billing_address.city", "merchant_metadata.note", "first_name", "unknown")) {
        cases.add(create(with(path, "\"" + half + "\""), invalid(path)));
      }
      cases.add(
          create(
              with("merchant_metadata", "{\"" + half + "\":\"v\"}"), invalid("merchant_metadata")));
      cases.add(
          update(
              withoutReference("shipping_address.city", "\"" + half + "\""),
              invalid("shipping_address.city")));
    }
    for (String other :
        texts("`\u202e` `\u200b` `\u200d` `\ufeff` `\u2066` `\uffff` `\ue000` `<` `>`")) {
      cases.add(create(with("first_name", text("a" + other)), invalid("first_name")));
      cases.add(create(with("last_name", text(other + "a")), invalid("last_name")));
    }
    accept(
        cases,
        "first_name",
        List.of("\u0dc1\u0dca\u200d\u0dbb\u0dd3", "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627"));
    for (String other :
        texts(
            """
            `\ufffd` `\u2019` `\u00b7` `\ud83d\ude00` `"` `\\` `/` `{` `$` `#` `@` `&` `%`
            `\u00bd`
            """)) {
      cases.add(create(with("first_name", text("a" + other)), "201"));
      cases.add(create(with("first_name", text(other + "1")), invalid("first_name")));
      cases.add(
          create(
              with("merchant_customer_reference", text("a" + other)),
              invalid("merchant_customer_reference")));
      cases.add(
          create(with("mobile_number", text("9876543210" + other)), invalid("mobile_number")));
    }
    return cases;
  }

  static List<Case> limits() {
    List<Case> cases = new ArrayList<>();
    atLimit(cases, "merchant_customer_reference", 50, "r");
    for (String name : List.of("first_name", "last_name", "organisation_name")) {
      for (String character : List.of("a", "\u0928", "\ud842\udfb7")) {
        atLimit(cases, name, 100, character);
      }
      refuse(cases, name, texts("`-` `--` `1` `.` `\u0301` `\u0967` `\ud83d\ude00` `1\t2`"));
      accept(cases, name, List.of("", " ", "\t\r\n"));
    }
    for (String address : List.of("billing_address.", "shipping_address.")) {
      for (String name : List.of("address1", "address2", "address3", "full_name")) {
        atLimit(cases, address + name, 100, "a");
        atLimit(cases, address + name, 100, "\ud83d\ude00");
      }
      for (String name : List.of("city", "state", "country")) {
        atLimit(cases, address + name, 50, "a");
        atLimit(cases, address + name, 50, "\ud83d\ude00");
      }
      refuse(
          cases,
          address + "pincode",
          texts(
              """
              `1` `12345678901` `-12345` `12345-` `12_45` `12/45`
              `\uff11\uff12\uff13\uff14\uff15\uff16`
              """));
      accept(
          cases,
          address + "pincode",
          texts("`` `123456` `1234567890` `000000` `560 001` `SW1A 2AA` `AD` `123456 `"));
      refuse(
          cases,
          address + "address_category",
          List.of("Billing", "BILLING", "home", "bil ling", "shipping|billing"));
      accept(cases, address + "address_category", List.of("shipping", "billing"));
    }
    atLimit(cases, "merchant_metadata.note", 512, "a");
    atLimit(cases, "merchant_metadata.note", 512, "\u0928");
    atLimit(cases, "merchant_metadata.note", 512, "\ud83d\ude00");
    for (String character : List.of("k", "\u0928", "\ud83d\ude00")) {
      cases.add(
          create(with("merchant_metadata", "{\"" + character.repeat(256) + "\":\"v\"}"), "201"));
      cases.add(
          create(
              with("merchant_metadata", "{\"" + character.repeat(257) + "\":\"v\"}"),
              "400 INVALID_REQUEST"));
    }
    cases.add(create(with("merchant_metadata", "{\"\":\"v\"}"), invalid("merchant_metadata")));
    cases.add(create(with("merchant_metadata", "{\"k\":\"\"}"), "201"));
    for (int pairs : List.of(1, 10, 11, 100)) {
      ObjectNode metadata = MerchantClient.JSON.createObjectNode();
      for (int i = 0; i < pairs; i++) {
        metadata.put("k" + i, "v");
      }
      cases.add(
          create(
              with("merchant_metadata", metadata.toString()),
              pairs <= 10 ? "201" : invalid("merchant_metadata")));
      if (pairs > 10) {
        cases.add(
            update(
                withoutReference("merchant_metadata", metadata.toString()),
                invalid("merchant_metadata")));
      }
    }
    accept(
        cases,
        "country_code",
        texts("`` ` ` `1` `91` `9999` `+91` `+9999` ` 91` `  91` `91 ` `0091` `001`"));
    refuse(
        cases,
        "country_code",
        texts(
            """
            `+` `0` `00` `00000` `99999` `++91` `+ 91` `+0091` `9-1` `IN` `-91` `9.1`
            `\uff19\uff11` `+91\u200b` `000091`
            """));
    accept(
        cases,
        "mobile_number",
        List.of("123456", "123451234512345", "98765-4321 0", "(022) 2345.6789"));
    refuse(
        cases,
        "mobile_number",
        texts(
            """
            `12345` `1111111111111111` `999999999999999999999` `+919876543210` `98765/43210`
            `987654321a` `\uff19876543210` `0x98765432` `9876543210\u200b`
            """));
    refuse(cases, "mobile_number", List.of("9".repeat(60_000)));
    accept(
        cases,
        "email_id",
        texts(
            """
            `` ` ` `a@b` ` a@b ` `a+b.c@d.e.f` `a@b\u00e9` `\u0430@b`
            `\u0905@\u0dc1\u0dca\u200d\u0dbb\u0dd3.\u0dbd\u0d82\u0d9a\u0dcf`
            """));
    accept(cases, "email_id", List.of("a@" + "b".repeat(252), "a@" + "\ud842\udfb7".repeat(252)));
    refuse(
        cases,
        "email_id",
        texts(
            """
            `a` `@` `@b` `a@` `@@` `a@b@c` `a b@c` `a@b\u00a0c` `a,b@c` `<a@b>` `.a@b` `a.@b`
            `a..b@c` `a@.b` `a@b.` `a@b..c` `a@b\u200b` `a@b\u202ec`
            """));
    refuse(
        cases,
        "email_id",
        List.of("a@" + "b".repeat(253), "a@" + "b.".repeat(30_000), "a.".repeat(30_000) + "@b"));
    accept(
        cases,
        "gstin",
        texts(
            """
            `` `27AAPFU0939F1ZV` ` 27 AAPFU0939F 1ZV` `27aapfu0939f1zv` `27AAPFU0939F1YV`
            `29AAACB1234C1DX` `0717USA00027UN1`
            """));
    refuse(
        cases,
        "gstin",
        texts(
            """
            `27AAPFU0939F1Z` `27AAPFU0939F1ZVX` `2AAAPFU0939F1ZV` `27AAPFU0939F1Z `
            `27-AAPFU-0939F1ZV` `\uff127AAPFU0939F1ZV`
            """));
    accept(cases, "language", texts("`` `hi` ` TA ` `en` `iw`"));
    refuse(cases, "language", texts("`h` `hin` `xx` `en-IN` `\u0131d` `h i` `--`"));
    return cases;
  }

  static List<Case> cardData() {
    List<Case> cases = new ArrayList<>();
    for (String path : textFields()) {
      cases.add(create(with(path, "\"8172291417776317\""), refusedCard(path)));
      cases.add(update(withoutReference(path, "\"8172 2914 1777 6317\""), refusedCard(path)));
    }
    for (String path : List.of("unknown", "unknown.note", "unknown.first.second")) {
      cases.add(create(with(path, "[[\"ref8172291417776317\"]]"), refusedCard(path)));
      cases.add(update(withoutReference(path, "\"CVV: 123\""), refusedCard(path)));
    }
    for (String path : List.of("merchant_metadata.", "billing_address.", "")) {
      for (String secret : List.of("cvv", "CVV2", "security_code", "card_number", "Track")) {
        cases.add(create(with(path + secret, "\"123\""), refusedCard(path + secret)));
      }
      cases.add(create(with(path + "pin", "\"1234\""), refusedCard(path + "pin")));
      cases.add(create(with(path + "pin", "\"560001\""), "201"));
      cases.add(create(with(path + "track", "\"science\""), "201"));
      cases.add(create(with(path + "cvv", "\"none\""), "201"));
    }
    cases.add(create(with("cvv", "123"), refusedCard("cvv")));
    cases.add(create(with("cvv", "{\"is\":[123]}"), refusedCard("cvv")));
    cases.add(create("{\"%B8172291417776310^\":1}", refusedCard("body")));
    cases.add(create(with("gstin", "\"37 8282246310005\""), refusedCard("gstin")));
    // A mobile number of this length is one, whatever it looks like.
    cases.add(create(with("mobile_number", "\"378282246310005\""), "201"));
    cases.add(token("{\"client_id\":\"8172-2914-1777-6317\"}", refusedCard("client_id")));
    cases.add(
        get(
            CREATE + "?" + LOOKUP + "&note=8172%2F2914%2F1777%2F6317",
            "400 CARD_DATA_NOT_ALLOWED note"));
    cases.add(get(CREATE + "?" + LOOKUP + "&cvv=123", refusedCard("cvv")));
    // The whole of the largest body, in the ways in which digits may stand.
    for (String digits : List.of("4", "4 ", "4 - ", "4111 ", "\u200b4", "4111.1111.1111.111.")) {
      String longest = digits.repeat((BODY_BYTES - 100) / digits.getBytes(UTF_8).length);
      cases.add(create(with("unknown", text(longest)), "201"));
      cases.add(
          create(with("unknown", text(longest + ", 8172291417776317")), refusedCard("unknown")));
    }
    return cases;
  }

  private static String refusedCard(String reason) {
    return "400 CARD_DATA_NOT_ALLOWED " + reason;
  }

  private static void atLimit(List<Case> cases, String path, int limit, String character) {
    String fits = character.repeat(limit);
    if (!path.equals("merchant_customer_reference")) {
      cases.add(create(with(path, text(fits)), "201"));
    }
    cases.add(create(with(path, text(fits + character)), invalid(path)));
    cases.add(update(withoutReference(path, text(fits + character)), invalid(path)));
  }

  /** Returns the lookup of the documented customer with another value of a parameter. */
  private static Case lookup(String parameter, String value, String expected) {
    String query =
        LOOKUP.replaceFirst(
            parameter + "=[^&]*", parameter + "=" + Matcher.quoteReplacement(value));
    return get(CREATE + "?" + query, expected);
  }

  static List<Case> queries() {
    List<Case> cases = new ArrayList<>();
    String mobile = "mobile_number=9876543210";
    String reference = "merchant_customer_reference=82d57572-057c-4826-5775-385a52150554";
    for (String code : List.of("91", "%2B91", "+91", "%2091", "0091", "%39%31", "%2b91", "91%20")) {
      cases.add(lookup("country_code", code, "200"));
    }
    for (String number : List.of("98765%2043210", "(98765)-43210", "+9876543210+")) {
      cases.add(lookup("mobile_number", number, "200"));
    }
    cases.add(get(CREATE + "?" + reference + "&" + mobile + "&country_code=91", "200"));
    cases.add(get(CREATE + "?" + LOOKUP + "&unknown=1&debug=true", "200"));
    // What is between two & or beside one is no parameter.
    cases.add(get(CREATE + "?&" + LOOKUP.replace("&", "&&&") + "&&", "200"));
    cases.add(get(CREATE + "?%63ountry_code=91&" + mobile + "&" + reference, "200"));
    for (String code :
        texts(
            """
            `` `%2B` `+` `%252B91` `%2B%2B91` `91%00` `91%0A` `91%0d%0aX-Y:z` `9%201` `IN`
            `91,91` `919191` `%EF%BC%99%EF%BC%91` `91%E2%80%8B` `91'` `91%22` `-91`
            `9e1` `91%23`
            """)) {
      cases.add(lookup("country_code", code, invalid("country_code")));
    }
    for (String number :
        texts(
            """
            `` `98765` `1111111111111111` `999999999999999999999` `%2B919876543210`
            `9876543210%00` `9876543210%27%20OR%201=1` `%d9%a9876543210`
            `9876543210,9876543210`
            """)) {
      cases.add(lookup("mobile_number", number, invalid("mobile_number")));
    }
    for (String name :
        texts(
            """
            `` `a%20b` `a%2Fb` `a%23b` `a+b` `a%00` `%E0%A4%A8` `a%27%20OR%20%271%27=%271`
            `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` `a%ud800` `$%7Ba%7D`
            """)) {
      String reason = name.equals("a%ud800") ? "query" : "merchant_customer_reference";
      cases.add(lookup("merchant_customer_reference", name, invalid(reason)));
    }
    for (String missing : List.of("country_code", "mobile_number", "merchant_customer_reference")) {
      String rest = LOOKUP.replaceFirst("&?" + missing + "=[^&]*", "");
      cases.add(get(CREATE + "?" + rest.replaceFirst("^&", ""), invalid(missing)));
      cases.add(
          get(
              CREATE + "?" + LOOKUP.replace(missing, missing.toUpperCase(Locale.ROOT)),
              invalid(missing)));
      cases.add(get(CREATE + "?" + LOOKUP.replace(missing, missing + "[]"), invalid(missing)));
      cases.add(
          get(CREATE + "?" + LOOKUP.replace(missing, missing + "%00"), "400 INVALID_REQUEST"));
      cases.add(get(CREATE + "?" + LOOKUP + "&" + missing + "=91", invalid(missing)));
      cases.add(get(CREATE + "?" + LOOKUP + "&" + missing, invalid(missing)));
      cases.add(
          get(CREATE + "?" + LOOKUP + "&" + missing.replace("_", "%5F") + "=91", invalid(missing)));
    }
    cases.add(get(CREATE + "?" + LOOKUP + "&" + LOOKUP, "400 INVALID_REQUEST"));
    cases.add(get(CREATE + "?" + LOOKUP + "&x=1&x=2", "400 INVALID_REQUEST"));
    cases.add(get(CREATE + "?" + LOOKUP.replace('&', ';'), "400 INVALID_REQUEST"));
    cases.add(get(CREATE, "400 INVALID_REQUEST"));
    cases.add(get(CREATE + "?", "400 INVALID_REQUEST"));
    cases.add(get(CREATE + "?&&", "400 INVALID_REQUEST"));
    cases.add(get(CREATE + "?=", "400 INVALID_REQUEST"));
    for (String broken : List.of("%", "%4", "%zz", "%-1", "%%31", "%u0041", "%C3%28%")) {
      cases.add(get(CREATE + "?" + LOOKUP + "&x=" + broken, invalid("query")));
      cases.add(get(CREATE + "?" + LOOKUP + "&" + broken + "=x", invalid("query")));
    }
    lists(cases);
    // A query where none is looked at does not disturb.
    cases.add(get(DOCUMENTED + "?x=%zz&x=1", "200"));
    cases.add(get(DOCUMENTED + "/tokens?limit=1&limit=2", invalid("limit")));
    return cases;
  }

  private static void lists(List<Case> cases) {
    String list = "/api/v1/customers?country_code=91&mobile_number=9876543210&";
    for (String fine :
        List.of("", "limit=1", "limit=100", "status=Active", "unknown=1&debug=true")) {
      cases.add(get(list + fine, "200"));
    }
    for (String refused :
        texts(
"""
`limit=` `limit=0` `limit=101` `limit=-1` `limit=1e1` `limit=%2B5` `limit=05` `limit=5%20`
`limit=0x10` `limit=%EF%BC%91` `limit=99999999999999999999` `limit=1&limit=1` `limit=%00`
`offset=` `offset=0` `offset=20` `cursor=` `cursor=%00` `cursor=aa` `cursor=null`
`cursor=../../etc/passwd` `cursor='%20OR%201=1` `cursor=%E2%80%8B` `status=` `status=GONE`
`status=ACTIVE,INACTIVE` `status=0` `status=%C4%B1NACTIVE` `created_from=`
`created_from=2026-01-31` `created_from=0` `created_from=2026-02-30T00:00:00Z`
`created_to=now` `created_to=2026-01-01T00:00:00` `created_to=9999-12-31T23:59:59-01:00`
`changed_since=2026-01-01T00:00:60Z` `changed_since=%00` `email_id=` `email_id=x`
`email_id=a@b@c` `email_id=%3Cscript%3E@b`
""")) {
      cases.add(get(list + refused, invalid(refused.replaceFirst("=.*", ""))));
    }
    cases.add(get(list + "cursor=" + "ab".repeat(2_000), invalid("cursor")));
    cases.add(get(list + "email_id=4111111111111111@b", refusedCard("email_id")));
    cases.add(get(list + "x=%zz", invalid("query")));
  }

  static List<Case> searches() {
    List<Case> cases = new ArrayList<>();
    String list = "/api/v1/customers?search=";
    for (String fine :
        texts(
"""
`abc` `ABC` `%20abc%20` `a%20b` `a++b` `%2B919` `123` `1234` `%C3%A9%C3%A9%C3%A9`
`%E0%A4%A8%E0%A4%AE%E0%A4%B8` `%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80` `%EF%AC%83`
`abc%E2%80%8B` `%EF%B7%BA` `'%20OR%20'1'='1` `';%20DROP%20TABLE%20customers;--` `%23pk`
`:prefix` `a%23b%23c` `demo-merchant%23text%23` `%23%23%23` `...` `%25%25%25` `***`
`%5Ba-z%5D` `.%2B$` `%7B%22S%22:%22x%22%7D` `..%2F..%2F` `%3Cscript%3E` `%EF%BF%BF%EF%BF%BFa`
`%24%7Bjndi:ldap://localhost/a%7D` `%CC%81%CC%81%CC%81` `null` `true` `cust-v1-0811030624-aa-RBDgpR`
""")) {
      cases.add(get(list + fine, "200"));
      cases.add(get(list + fine + "&limit=1&status=ACTIVE", "200"));
    }
    for (String refused :
        texts(
"""
`` `a` `ab` `%20ab%20` `a%20` `%E0%A4%A8%E0%A4%AE` `%F0%9F%98%80%F0%9F%98%80`
`%E2%80%8Ba%E2%80%8B` `ab%CC%81` `%00` `abc%00` `abc%0A` `ab%0D%0Ac`
`%C2%85abc` `+` `%20%20%20%20` `%C2%A0%C2%A0%C2%A0`
""")) {
      cases.add(get(list + refused, invalid("search")));
    }
    for (String character : List.of("a", "%E0%A4%A8", "%F0%9F%98%80")) {
      cases.add(get(list + character.repeat(254), "200"));
      cases.add(get(list + character.repeat(255), invalid("search")));
    }
    // Each is many letters once it is folded.
    cases.add(get(list + "%EF%B7%BA".repeat(254), "200"));
    for (String card : List.of("4111111111111111", "4111%201111%201111%201111", "cvv%20123")) {
      cases.add(get(list + card, refusedCard("search")));
    }
    cases.add(get(list + "abc&search=abc", invalid("search")));
    cases.add(get(list + "abc&cursor=" + "ab".repeat(40), invalid("cursor")));
    cases.add(get(list + "abc&offset=0", invalid("offset")));
    cases.add(get(list + "abc&count=approximate", invalid("count")));
    String count = "/api/v1/customers?limit=1&";
    cases.add(get(count + "count=approximate", "200"));
    cases.add(get(count + "count=approximate&status=deleted", "200"));
    for (String refused :
        texts(
            """
            `count=` `count=exact` `count=Approximate` `count=true` `count=1` `count=%00`
            `count=approximate%20` `count=approximate,exact` `count=approximate&count=approximate`
            """)) {
      cases.add(get(count + refused, invalid("count")));
    }
    for (String narrowed :
        List.of(
            "created_from=2026-01-01T00:00:00Z",
            "created_to=2026-01-01T00:00:00Z",
            "changed_since=2026-01-01T00:00:00Z",
            "mobile_number=9876543210",
            "email_id=a@b")) {
      cases.add(get(count + "count=approximate&" + narrowed, invalid("count")));
    }
    return cases;
  }

  static List<Case> histories() {
    List<Case> cases = new ArrayList<>();
    String history = DOCUMENTED + "/history?";
    for (String fine : List.of("", "limit=1", "limit=100", "unknown=1&debug=true")) {
      cases.add(get(history + fine, "200"));
    }
    for (String refused :
        texts(
"""
`limit=` `limit=0` `limit=101` `limit=-1` `limit=1e1` `limit=%2B5` `limit=05` `limit=5%20`
`limit=%EF%BC%91` `limit=99999999999999999999` `limit=1&limit=1` `limit=%00` `cursor=`
`cursor=%00` `cursor=aa` `cursor=null` `cursor=1` `cursor=9223372036854775807` `cursor=-1`
`cursor=history%231` `cursor='%20OR%201=1` `cursor=..%2F..` `cursor=abab&cursor=abab`
""")) {
      cases.add(get(history + refused, invalid(refused.replaceFirst("=.*", ""))));
    }
    cases.add(get(history + "cursor=" + "ab".repeat(2_000), invalid("cursor")));
    cases.add(get(history + "x=%zz", invalid("query")));
    cases.add(get(CREATE + "/unknown/history", "404 CUSTOMER_NOT_FOUND"));
    cases.add(get(CREATE + "/unknown/history?limit=0", invalid("limit")));
    cases.add(get(CREATE + "/a%20b/history", invalid("customer_id")));
    return cases;
  }

  private static final String FIELDS = "/api/v1/custom-fields/";

  private static Case define(String name, String definition, String expected) {
    return new Case("PUT", FIELDS + name, List.of(JSON), definition.getBytes(UTF_8), expected);
  }

  static List<Case> definitions() {
    List<Case> cases = new ArrayList<>();
    for (String json :
        texts(
"""
`null` `""` `"text"` `"STRING"` `1` `true` `[]` `["string"]` `{}`
`"\\u0000"` `"string,number"`
""")) {
      cases.add(define("hostile", "{\"type\":" + json + "}", invalid("type")));
    }
    for (String json : List.of("\"true\"", "0", "1", "[]", "{}", "\"\"")) {
      cases.add(
          define("hostile", "{\"type\":\"date\",\"required\":" + json + "}", invalid("required")));
    }
    for (String json :
        texts(
            "`0` `-1` `4001` `1.5` `1e2` `2147483648` `\"3\"` `true` `[]` `{}`"
                + " `99999999999999999999`")) {
      cases.add(
          define(
              "hostile",
              "{\"type\":\"string\",\"max_length\":" + json + "}",
              invalid("max_length")));
    }
    for (String json :
        texts(
"""
`"a"` `1` `{}` `[1]` `[null]` `[""]` `[" "]` `[true]` `[["a"]]` `[{"a":"b"}]` `["a\\u0007"]`
""")) {
      cases.add(
          define(
              "hostile",
              "{\"type\":\"string\",\"allowed_values\":" + json + "}",
              invalid("allowed_values")));
    }
    cases.add(
        define(
            "hostile",
            "{\"type\":\"array\",\"allowed_values\":[\"8172 2914 1777 6317\"]}",
            refusedCard("allowed_values")));
    cases.add(define("hostile", "{\"type\":\"date\",\"type\":\"date\"}", invalid("type")));
    cases.add(define("hostile", "{\"type\":\"date\",\"cvv\":\"123\"}", refusedCard("cvv")));
    for (String name :
        texts(
"""
`1a` `_a` `-` `a-b` `a.b` `a%20b` `a%2Fb` `%20` `a%00` `a%0A` `%C3%A9` `a%E2%80%8B` `%23a`
`a:b` `a%27` `..%2Fx` `$a` `%7Bname%7D` `*` `a%ud800` `__proto__`
""")) {
      cases.add(define(name, "{\"type\":\"date\"}", invalid("name")));
      cases.add(get(FIELDS + name, invalid("name")));
      cases.add(new Case("DELETE", FIELDS + name, List.of(), new byte[0], invalid("name")));
    }
    cases.add(define("a".repeat(51), "{\"type\":\"date\"}", invalid("name")));
    cases.add(get(FIELDS + "a".repeat(50), "404 CUSTOM_FIELD_NOT_FOUND"));
    for (String secret : List.of("cvv", "CVV2", "card_number", "Track", "pin_block")) {
      cases.add(define(secret, "{\"type\":\"date\"}", refusedCard("name")));
    }
    cases.add(get("/api/v1/custom-fields?limit=x&x=1&x=2", "200"));
    return cases;
  }

  /** Defines a field of each type and sends it what no value of it is; the last ones are. */
  static List<Case> values() {
    List<Case> cases = new ArrayList<>();
    String objects = "`{}` `{\"a\":\"b\"}` `{\"a\":{\"b\":[{}]}}` `[[]]` `[null]` `[1]` `[{}]` ";
    values(
        cases,
        "string",
        "`1` `-1.5` `1e400` `true` `[]` `[\"a\"]` " + objects,
        "`\"a\"` `\"\"` `null`");
    values(
        cases,
        "number",
        "`\"1\"` `\"NaN\"` `true` `1e400` `1e-400` `1e2147483647` `[]` `[1.5]` "
            + objects
            + "`1234567890123456789012345678901`",
        "`0` `-0` `1e2` `0.1` `-12.50` `null`");
    values(
        cases,
        "integer",
        "`\"1\"` `1.5` `true` `9223372036854775808` `-9223372036854775809` `1e400` `[]` " + objects,
        "`0` `-0` `1.0` `1e2` `9223372036854775807` `null`");
    values(
        cases,
        "boolean",
        "`\"true\"` `0` `1` `\"\\ud83d\\ude00\"` `[]` `[true]` " + objects,
        "`true` `null`");
    values(
        cases,
        "date",
"""
`"2023-02-29"` `"0000-01-01"` `"+2026-01-01"` `"2026-1-1"` `"2026-01-01Z"` `"\u0662026-01-01"`
`"10000-01-01"` `"now"` `20260131` `true` `[]`
"""
            + objects,
        "`\"2024-02-29\"` `\" 2026-01-31 \"` `null`");
    values(
        cases,
        "datetime",
"""
`"2026-01-31"` `"2026-01-31T23:59:59"` `"2026-01-31T23:59:60Z"` `"2026-01-31T24:00:00Z"` `"now"`
`"2026-02-30T00:00:00Z"` `"2026-01-31T23:59:59+25:00"` `1769903999` `true` `[]`
"""
            + objects,
        "`\"2026-01-31T23:59:59Z\"` `\"2026-01-31T23:59:59.1-08:00\"` `null`");
    values(
        cases,
        "array",
        "`\"a\"` `1` `true` `{}` `{\"0\":\"a\"}` `[1]` `[null]` `[\"\"]` `[\" \"]` `[[]]`"
            + " `[\"a\",1]`",
        "`[]` `[\"a\"]` `[\"a\",\"a\"]` `null`");
    values(
        cases,
        "monetary",
"""
`100` `"INR 100"` `true` `{}` `[]` `[100,"INR"]` `{"value":1}` `{"currency":"INR"}`
`{"value":"1","currency":"INR"}` `{"value":1.5,"currency":"INR"}` `{"value":1,"currency":"inr"}`
`{"value":1,"currency":"INRX"}` `{"value":1,"currency":""}` `{"value":1,"currency":null}`
`{"value":1,"currency":["INR"]}` `{"value":1e400,"currency":"INR"}` `{"value":1,"currency":"INR","a":1}`
`{"value":1,"Currency":"INR"}` `{"value":9223372036854775808,"currency":"INR"}`
""",
        "`{\"value\":1,\"currency\":\"INR\"}` `{\"currency\":\"XAU\",\"value\":-0}` `null`");
    return cases;
  }

  private static void values(List<Case> cases, String type, String refused, String fine) {
    String name = "hostile_" + type;
    String path = "custom_fields." + name;
    cases.add(define(name, "{\"type\":\"" + type + "\"}", "200"));
    for (String json : texts(refused)) {
      cases.add(create(with(path, json), invalid(path)));
      cases.add(update(withoutReference(path, json), invalid(path)));
    }
    for (String json : texts(fine)) {
      cases.add(create(with(path, json), "201"));
    }
    for (String json :
        List.of(
            "\"8172 2914 1777 6317\"",
            "8172291417776317",
            "[\"8172291417776317\"]",
            "{\"value\":8172291417776317,\"currency\":\"INR\"}",
            "{\"cvv\":\"123\"}")) {
      cases.add(create(with(path, json), "400 CARD_DATA_NOT_ALLOWED"));
      cases.add(update(withoutReference(path, json), "400 CARD_DATA_NOT_ALLOWED"));
    }
    cases.add(create(with(path, "1,\"" + name + "\":1"), invalid(path)));
    cases.add(create(with(path, "[".repeat(20) + "]".repeat(20)), invalid("body")));
    cases.add(create(with(path, "\"a\\ud800\""), invalid(path)));
    cases.add(create(with(path + "_none", "1"), invalid(path + "_none")));
  }

  static List<Case> paths() {
    List<Case> cases = new ArrayList<>();
    for (String id : List.of("x", "a".repeat(50), "A-Z_09", "cust-v1-0811030624-aa-RBDgp%53")) {
      for (String rest : List.of("", "/tokens")) {
        cases.add(get(CREATE + "/" + id + rest, "404 CUSTOMER_NOT_FOUND"));
      }
    }
    List<String> refused =
        new ArrayList<>(
            texts(
                """
                `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` `%20` `+` `a+b` `a%2Fb` `%2F`
                `..%2F..%2Fetc` `.` `..` `%2e%2e` `a.b` `~` `a;b` `a;jsessionid=1` `a,b` `a:b`
                `a@b` `%00` `a%00` `a%0d%0aX-Y:z` `%C3%A9` `%c0%af` `%` `%zz` `%u0041` `*`
                `$default` `%7Bcustomer_id%7D` `'` `a'--` `a%22` `%23` `a%23b` `a=b` `a&b` `!`
                `(a)` `\\a` `a%5Cb` `|` `\u00e9` `%F0%9F%98%80`
                """));
    refused.add("a".repeat(5_000));
    for (String id : refused) {
      for (String rest : List.of("", "/tokens")) {
        cases.add(get(CREATE + "/" + id + rest, invalid("customer_id")));
      }
      cases.add(
          new Case(
              "PATCH",
              CREATE + "/" + id,
              List.of(JSON),
              "{}".getBytes(UTF_8),
              invalid("customer_id")));
    }
    for (String path :
        texts(
            """
            `//` `/api` `/api/v1` `/api/v1/customers/` `/api/v1/customer/`
            `//api/v1/customer` `/api/v1/customer//` `/api//v1/customer` `/API/v1/customer`
            `/api/v1/Customer` `/api/v1/customer%2F` `/api/v1%2Fcustomer`
            `/api/v1/customer/x/tokens/` `/api/v1/customer/x/tokens/y/z`
            `/api/v1/customer//tokens` `/api/v1/customer/x/Tokens`
            `/api/v1/customer/x/tokens%00` `/api/v1/customer.json` `/api/v1/./customer`
            `/api/v1/../v1/customer` `/api/v1/customer/../customer/x` `/q/health` `/q/metrics`
            `/q/dev` `/q/openapi` `/$default` `/.env` `/.git/config` `/favicon.ico`
            `/robots.txt` `/actuator/env` `/admin` `/../../etc/passwd` `/api/auth/v1/token/`
            `/api/auth/v1/tokens` `/api/auth/v2/token` `/openapi.json` `/api/v1/customer;x=1`
            """)) {
      cases.add(get(path, "404 NOT_FOUND"));
    }
    return cases;
  }

  static List<Case> methods() {
    List<Case> cases = new ArrayList<>();
    MerchantClient.OPEN_API
        .methods()
        .forEach(
            (path, methods) -> {
              for (String method :
                  texts(
                      """
                      `GET` `POST` `PUT` `PATCH` `DELETE` `OPTIONS` `TRACE` `HEAD` `PROPFIND` `get`
                      `Post` `FOO` `GETPOST`
                      """)) {
                if (!List.of(methods.split(", ", -1)).contains(method)) {
                  String expected =
                      method.equals("HEAD") ? "405" : "405 METHOD_NOT_ALLOWED " + methods;
                  cases.add(new Case(method, path, List.of(), new byte[0], expected));
                  cases.add(
                      new Case(
                          method,
                          path,
                          List.of(
                              "X-HTTP-Method-Override: GET",
                              "X-HTTP-Method: POST",
                              "X-Method-Override: PATCH"),
                          new byte[0],
                          expected));
                }
              }
            });
    // What a stage or a domain's mapping begins paths by is not known here; the method is wrong.
    cases.add(
        new Case(
            "PUT",
            "/prod" + CREATE,
            List.of(),
            new byte[0],
            "405 METHOD_NOT_ALLOWED GET, HEAD, POST"));
    cases.add(
        new Case(
            "PUT",
            "/a/b" + DOCUMENTED,
            List.of(),
            new byte[0],
            "405 METHOD_NOT_ALLOWED DELETE, GET, HEAD, PATCH"));
    cases.add(new Case("HEAD", "/prod" + CREATE, List.of(), new byte[0], "404"));
    cases.add(get("/prod" + CREATE, "404 NOT_FOUND"));
    cases.add(get("/a".repeat(3_000) + CREATE, "404 NOT_FOUND"));
    for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "FOO")) {
      cases.add(
          new Case(method, "/no/such/path", List.of(JSON), "{}".getBytes(UTF_8), "404 NOT_FOUND"));
    }
    cases.add(get(DOCUMENTED + "?_method=DELETE", "200"));
    cases.add(
        new Case(
            "GET",
            DOCUMENTED,
            List.of(
                "X-Forwarded-Host: evil.example.com",
                "X-Forwarded-Proto: http",
                "X-Forwarded-For: 127.0.0.1",
                "X-Original-URL: /admin",
                "X-Rewrite-URL: /admin",
                "Forwarded: for=127.0.0.1"),
            new byte[0],
            "200"));
    return cases;
  }

  static List<Named<List<Case>>> families() {
    return List.of(
        Named.of("sizes", sizes()),
        Named.of("depths", depths()),
        Named.of("names twice", duplicates()),
        Named.of("types", types()),
        Named.of("no JSON object", bodiesThatAreNoJsonObject()),
        Named.of("content types", contentTypes()),
        Named.of("characters", characters()),
        Named.of("limits", limits()),
        Named.of("card data", cardData()),
        Named.of("queries", queries()),
        Named.of("searches", searches()),
        Named.of("histories", histories()),
        Named.of("definitions", definitions()),
        Named.of("values", values()),
        Named.of("paths", paths()),
        Named.of("methods", methods()));
  }

  @ParameterizedTest
  @MethodSource("families")
  void requestIsAnsweredAsTheContractSays(List<Case> cases) {
    var softly = new SoftAssertions();
    for (Case request : cases) {
      Answer answer = send(request);

      softly
          .assertThat(outcome(answer, request.expected()))
          .as(request.name())
          .isEqualTo(request.expected());
      softly
          .assertThatCode(() -> requireConforming(request, answer))
          .as(request.name())
          .doesNotThrowAnyException();
    }
    softly.assertAll();
    assertThat(cases).hasSizeGreaterThan(20);
  }

  /** What only the service says of a customer, and names that have moved other services. */
  static List<String> fieldsOfTheServer() {
    return texts(
        """
        `customer_id` `status` `created_at` `updated_at` `version` `merchant_id` `merchant`
        `tenant_id` `is_compliant` `total_tokens` `tokens` `default_token_id` `pk` `sk`
        `ttl` `id` `_id` `__proto__` `constructor` `$type` `@class` `@type` `class`
        """);
  }

  @ParameterizedTest
  @MethodSource("fieldsOfTheServer")
  void fieldOfTheServerIsNeverTakenFromACreate(String field) {
    for (String json : VALUES) {
      Answer created = send(create(with(field, json), "201"));

      assertThat(created.status()).as(json).isEqualTo(201);
      assertOwn(created);
    }
  }

  @ParameterizedTest
  @MethodSource("fieldsOfTheServer")
  void fieldOfTheServerIsNeverTakenFromAnUpdate(String field) {
    Answer created = send(create(with("first_name", "\"Asha\""), "201"));
    for (String json : VALUES) {
      Answer updated = send(update(created, "{\"" + field + "\":" + json + "}"));

      if (List.of("created_at", "updated_at", "default_token_id").contains(field)) {
        assertThat(updated.status()).as(json).isEqualTo(400);
        assertThat(updated.reason()).as(json).isEqualTo(field);
      } else if (field.equals("status") || field.equals("customer_id")) {
        assertThat(updated.status()).as(json).isIn(200, 400);
      } else {
        assertThat(updated.status()).as(json).isEqualTo(200);
      }
      assertThat(server.demoMerchant().get(path(created)).json()).isEqualTo(created.json());
    }
  }

  private static final List<String> VALUES =
      texts(
          """
          `"other-merchant"` `"2001-01-01T00:00:00.000000Z"` `"cust-v1-0811030624-aa-RBDgpS"`
          `42` `true` `{"a":1}` `["a"]`
          """);

  private void assertOwn(Answer created) {
    assertThat(created.json().fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "customer_id", "merchant_customer_reference", "status", "created_at", "updated_at");
    assertThat(created.field("customer_id")).matches("cust-v1-[0-9]{12}-aa-[A-Za-z0-9]{6}");
    assertThat(created.field("status")).isEqualTo("INACTIVE");
    assertThat(created.field("created_at")).startsWith("2024-10-05T");
    assertThat(created.field("updated_at")).isEqualTo(created.field("created_at"));
    assertThat(created.header("etag")).isEqualTo("\"1\"");
    assertThat(server.demoMerchant().get(path(created)).json()).isEqualTo(created.json());
  }

  private static String path(Answer customer) {
    return CREATE + "/" + customer.field("customer_id");
  }

  private static Case update(Answer customer, String body) {
    return new Case("PATCH", path(customer), List.of(JSON), fresh(body), "");
  }

  /** Texts that are nothing but texts here, whatever they are elsewhere. */
  static Stream<String> harmlessTexts() {
    return Stream.concat(
        Stream.of("`id`", "a" + "\u0301".repeat(45)),
        texts(
            """
            `' OR '1'='1` `'; DROP TABLE customers; --` `" OR ""="` `#pk = :pk` `:pk` `#version`
            `attribute_exists(pk)` `SET #version = :one` `REMOVE billing_address`
            `SELECT * FROM CustomersTable` `{"S":"x"}` `$ne` `{$gt: ''}` `${7*7}` `{{7*7}}`
            `#{7*7}` `${jndi:ldap://localhost/a}` `%{(#a=1)}` `<script>alert(1)</script>`
            `<!ENTITY x SYSTEM 'file:///etc/passwd'>` `../../etc/passwd` `\\\\server\\share`
            `$(id)` `; sleep 1` `=cmd|' /C calc'!A0` `%s%n%x` `%00` `null` `undefined` `true` `-1`
            `1e400` `merchant#demo-merchant` `\u202egnp.exe` `a\u200bb` `\ufeffa` `\u2066a\u2069`
            `\ufffd` `\uffff` `\ufdd0` `\ue000`
            `\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67` `\udbff\udffd` `\u00e9` `e\u0301`
            `\ufb01` `\u0130\u0131` ` leading and trailing `
            `\u0928\u092e\u0938\u094d\u0924\u0947`
            """)
            .stream());
  }

  /** Nothing but blanks at the ends, and another writing of the same characters, is lost. */
  @ParameterizedTest
  @MethodSource("harmlessTexts")
  void freeTextIsKeptAsItIs(String written) {
    ObjectNode body = everywhere(written);
    ObjectNode kept = everywhere(Normalizer.normalize(written, NFC).strip());
    for (ObjectNode texts : List.of(body, kept)) {
      texts.withObjectProperty("merchant_metadata").put(written, "as a key");
    }
    ObjectNode change = body.deepCopy();
    body.put("merchant_customer_reference", FRESH);

    Answer created = send(create(body.toString(), "201"));
    Answer updated = send(update(created, change.toString()));

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(
            ((ObjectNode) created.json())
                .retain(kept.propertyStream().map(Map.Entry::getKey).toList()))
        .isEqualTo(kept);
    assertThat(updated.header("etag")).isEqualTo("\"1\"");
    assertThat(server.demoMerchant().get(path(created)).json()).isEqualTo(created.json());
  }

  private static ObjectNode everywhere(String text) {
    ObjectNode body = MerchantClient.JSON.createObjectNode();
    for (String path : FREE_TEXTS) {
      String[] names = path.split("\\.", -1);
      body.withObjectProperty(names[0]).put(names[1], text);
    }
    return body;
  }

  @Test
  void twinsThatLookAlikeAreTwoKeys() {
    String pairs =
        "{\"\u00e9\":\"one\",\"e\u0301\":\"two\",\"\u212b\":\"three\",\"\u00c5\":\"four\"}";

    Answer created = send(create(with("merchant_metadata", pairs), "201"));

    assertThat(created.json().path("merchant_metadata")).isEqualTo(MerchantClient.parse(pairs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\" | 200",
        "* | 200",
        "\"2\" | 412",
        "\"0\" | 412",
        "\"01\" | 412",
        "\"-1\" | 412",
        "\"1.0\" | 412",
        "\"\" | 412",
        "1 | 400",
        "'1' | 400",
        "\"1 | 400",
        "W/\"1\" | 400",
        "w/\"1\" | 400",
        "** | 400",
        "\"*\" | 412",
        "*, \"1\" | 400",
        "\"2\", \"1\" | 200",
        ", \"1\",,\"2\" , | 200",
        "\"2\", W/\"1\" | 400",
        "\"1,\", \"2\" | 412",
        "\"2\"\"1\" | 400",
        "\"2\" \"1\" | 400",
        ", | 400",
        "\"1 2\" | 400",
        "\"9223372036854775808\" | 412",
        "\"#version\" | 412",
        "\" OR 1=1 | 400"
      })
  void onlyItsOwnVersionMatchesACustomer(String given, int status) {
    String tag = given.equals("'1'") ? given : given.strip();
    Answer created = send(create(with("first_name", "\"Asha\""), "201"));

    Answer answer =
        send(
            new Case(
                "PATCH",
                path(created),
                List.of(JSON, "If-Match: " + tag),
                fresh("{\"first_name\":\"Asha\"}"),
                ""));

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    if (status != 200) {
      assertThat(answer.field("code"))
          .isEqualTo(status == 412 ? "PRECONDITION_FAILED" : "INVALID_REQUEST");
      assertThat(answer.reason()).isEqualTo(status == 412 ? "" : "If-Match");
      assertThat(answer.header("etag")).isEqualTo(status == 412 ? "\"1\"" : "");
      assertThat(answer.text()).doesNotContain("version#", "OR 1", "922337");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | true",
        "A-z.0_9 | true",
        "... | true",
        "1234567890123456789012345678901234567890123456789012345678901234 | true",
        "12345678901234567890123456789012345678901234567890123456789012345 | false",
        "a b | false",
        "a,b | false",
        "a/b | false",
        "a:b | false",
        "<b> | false",
        "\"a\" | false",
        "{} | false",
        "a%0d%0aX-Y:z | false",
        "${jndi:ldap://localhost/a} | false",
        "\u00e9 | false",
        "9876543210@ | false"
      })
  void requestIdIsEchoedOrMade(String given, boolean echoed) {
    for (String target : List.of(DOCUMENTED, CREATE + "/unknown", "/no/such/route")) {
      Answer answer =
          send(new Case("GET", target, List.of("Request-ID: " + given), new byte[0], ""));

      assertThat(answer.header("request-id")).matches("[A-Za-z0-9._-]{1,64}");
      assertThat(answer.header("request-id").equals(given)).isEqualTo(echoed);
    }
  }

  @Test
  void secondRequestIdIsNotBelieved() {
    Answer answer =
        send(
            new Case(
                "GET", DOCUMENTED, List.of("Request-ID: a", "request-id: b"), new byte[0], ""));

    assertThat(answer.headers().allValues("request-id")).hasSize(1);
    assertThat(answer.header("request-id")).isNotIn("a", "b", "a,b");
  }

  private Answer send(Case request) {
    SENT.incrementAndGet();
    List<String> lines = new ArrayList<>(request.headers());
    lines.add(authorization);
    return connection.send(request.method(), request.target(), lines, request.body());
  }

  /** Returns as much of status, code and reason as is expected. */
  private static String outcome(Answer answer, String expected) {
    String status = Integer.toString(answer.status());
    return switch ((int) expected.chars().filter(c -> c == ' ').count()) {
      case 0 -> status;
      case 1 -> status + " " + answer.field("code");
      default -> status + " " + answer.field("code") + " " + answer.reason();
    };
  }

  private static void requireConforming(Case request, Answer answer) {
    String path = request.target().replaceFirst("\\?.*", "");
    MerchantClient.OPEN_API.requireConforming(request.method(), path, answer);
    assertThat(answer.header("request-id")).matches("[A-Za-z0-9._-]{1,64}");
    if (answer.status() >= 400 && !answer.text().isEmpty()) {
      assertThat(MerchantClient.OPEN_API.violationsOfError(answer.json())).isEmpty();
    }
  }
}
