package org.clientele.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.ZoneOffset.UTC;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes what merchants put into texts and is no card number: numbers of things, times, random ids.
 * The same seed makes the same.
 */
final class Identifiers {

  private static final String DECIMAL = "0123456789";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final String BASE_62 = DECIMAL + UPPER + "abcdefghijklmnopqrstuvwxyz";

  /** Seconds of 2020 to 2029. */
  private static final long FROM = 1_577_836_800L;

  private static final int SECONDS = 315_619_200;

  /** When snowflakes begin, in epoch milliseconds. */
  private static final long SNOWFLAKES = 1_288_834_974_657L;

  private static final long MICROS = 1_000_000L;

  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(UTC);
  private static final DateTimeFormatter INDIAN =
      DateTimeFormatter.ofPattern("dd/MM/yyyy HH:mm:ss").withZone(UTC);

  private final Random random;
  private final Map<String, Supplier<String>> kinds = new LinkedHashMap<>();

  Identifiers(long seed) {
    this.random = new Random(seed);
    times();
    randomIds();
    persons();
    accounts();
    goods();
  }

  /** Returns how to make one of each kind. */
  Map<String, Supplier<String>> kinds() {
    return kinds;
  }

  private void times() {
    kinds.put("ISO date", () -> date().toString());
    kinds.put("ISO date range", () -> date() + "/" + date());
    kinds.put("ISO date range in words", () -> date() + " - " + date());
    kinds.put("ISO time stamp", () -> time().toString());
    kinds.put("ISO time stamp, local", () -> time().toString().replace('T', ' ').substring(0, 23));
    kinds.put("compact time stamp", () -> COMPACT.format(time()));
    kinds.put("compact time stamp, millis", () -> COMPACT.format(time()) + digits(3));
    kinds.put("compact time stamp, micros", () -> COMPACT.format(time()) + digits(6));
    kinds.put("Indian time stamp", () -> INDIAN.format(time()));
    kinds.put("epoch seconds", () -> Long.toString(time().getEpochSecond()));
    kinds.put("epoch milliseconds", () -> Long.toString(time().toEpochMilli()));
    kinds.put("epoch microseconds", () -> time().getEpochSecond() + digits(6));
    kinds.put("epoch nanoseconds", () -> time().getEpochSecond() + digits(9));
  }

  private void randomIds() {
    kinds.put("UUID", () -> uuid().toString());
    kinds.put("UUID in a text", () -> "cart_" + uuid() + " of " + date());
    kinds.put("UUID without hyphens", () -> uuid().toString().replace("-", ""));
    kinds.put("ULID", () -> "01" + of(CROCKFORD, 24));
    kinds.put("ObjectId", () -> hash("MD5").substring(0, 24));
    kinds.put("NanoID", () -> of(BASE_62 + "_-", 21));
    kinds.put("Base62 with a prefix", () -> "pay_" + of(BASE_62, 14));
    kinds.put("snowflake", () -> Long.toString((time().toEpochMilli() - SNOWFLAKES) << 22));
    kinds.put("random number of 16 digits", () -> digits(16));
    kinds.put("random number of 19 digits", () -> digits(19));
    kinds.put("MD5", () -> hash("MD5"));
    kinds.put("SHA-1", () -> hash("SHA-1"));
    kinds.put("SHA-256", () -> hash("SHA-256"));
    kinds.put("Base64", () -> Base64.getEncoder().encodeToString(bytes(32)));
    kinds.put("trace context", () -> "00-" + hash("MD5") + "-" + hash("MD5").substring(16) + "-01");
    kinds.put("MAC address", () -> HexFormat.ofDelimiter(":").formatHex(bytes(6)));
    kinds.put("IPv4 address", () -> byteNumber() + "." + byteNumber() + "." + byteNumber() + ".1");
    kinds.put("IPv6 address", () -> hash("MD5").replaceAll("(.{4})(?=.)", "$1:"));
    kinds.put("position", () -> "12." + digits(6) + ", 77." + digits(6));
  }

  private void persons() {
    kinds.put("mobile number", this::mobile);
    kinds.put("mobile number, E.164", () -> "+91" + mobile());
    kinds.put("mobile number, grouped", () -> "+91 " + mobile().replaceFirst("(.{5})", "$1 "));
    kinds.put("two mobile numbers", () -> mobile() + " / " + mobile());
    kinds.put(
        "Aadhaar number",
        () -> 2 + random.nextInt(8) + digits(3) + " " + digits(4) + " " + digits(4));
    kinds.put("PAN of a taxpayer", this::pan);
    kinds.put("GSTIN", () -> digits(2) + pan() + "1Z" + of(DECIMAL + UPPER, 1));
    kinds.put("passport number", () -> of(UPPER, 1) + digits(7));
    kinds.put("voter's number", () -> of(UPPER, 3) + digits(7));
    kinds.put("vehicle number", () -> "KA 0" + digits(1) + " " + of(UPPER, 2) + " " + digits(4));
    kinds.put("postal code and mobile number", () -> "56" + digits(4) + ", " + mobile());
    kinds.put("ABHA number", () -> "91-" + digits(4) + "-" + digits(4) + "-" + digits(4));
  }

  private void accounts() {
    kinds.put("account number of 11 digits", () -> "3" + digits(10));
    kinds.put("account number of 12 digits", () -> digits(12));
    kinds.put("account number of 14 digits", () -> "50100" + digits(9));
    kinds.put("account number of 15 digits", () -> "91" + digits(13));
    kinds.put("account number of 16 digits", () -> "0" + digits(15));
    kinds.put("account number of 9 to 18 digits", () -> digits(9 + random.nextInt(10)));
    kinds.put(
        "IBAN",
        () -> "DE" + digits(20).replaceAll("^(..)(.{4})(.{4})(.{4})(.{4})", "$1 $2 $3 $4 $5 "));
    kinds.put("IFSC", () -> of(UPPER, 4) + "0" + digits(6));
    kinds.put("UPI reference", () -> digits(12));
    kinds.put("UTR of RTGS", () -> of(UPPER, 4) + "R52026" + digits(12));
    kinds.put("acquirer's reference of 23 digits", () -> "7" + digits(22));
    kinds.put("amounts", () -> digits(4) + "." + digits(2) + " / " + digits(5) + "." + digits(2));
  }

  private void goods() {
    kinds.put("IMEI", () -> luhn(imei()));
    kinds.put(
        "IMEI, grouped", () -> luhn(imei()).replaceFirst("(..)(.{6})(.{6})(.)", "$1-$2-$3-$4"));
    kinds.put("two IMEIs", () -> luhn(imei()) + " / " + luhn(imei()));
    kinds.put("IMEISV", () -> imei() + digits(2));
    kinds.put("ICCID of India", () -> luhn("8991" + digits(15)));
    kinds.put("order number, 3-7-7", () -> "40" + digits(1) + "-" + digits(7) + "-" + digits(7));
    kinds.put("order number, OD and 18 digits", () -> "OD" + digits(18));
    kinds.put(
        "order number with a date",
        () -> "ORD-" + COMPACT.format(time()).substring(0, 8) + "-" + digits(6));
    kinds.put("invoice number", () -> "INV/2025-26/" + digits(6));
    kinds.put("EAN-13 of India", () -> "890" + digits(10));
    kinds.put("EAN-13 of any country", () -> digits(13));
    kinds.put("ISBN-13", () -> "978-93-" + digits(5) + "-" + digits(2) + "-" + digits(1));
    kinds.put("tracking number, UPS", () -> "1Z" + of(DECIMAL + UPPER, 6) + digits(10));
    kinds.put("tracking number, FedEx", () -> digits(12));
    kinds.put(
        "tracking number, USPS",
        () -> "9400 1" + digits(3) + " " + digits(4) + " " + digits(4) + " " + digits(4) + " 00");
    kinds.put("tracking number, post", () -> of(UPPER, 2) + digits(9) + "IN");
    kinds.put("tracking number of 14 digits", () -> "1" + digits(13));
    kinds.put("VIN", () -> "MA1" + of("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", 14));
    kinds.put("serial number", () -> of(UPPER, 2) + digits(4) + "-" + digits(4) + "-" + digits(4));
    kinds.put("meter number", () -> digits(13));
  }

  private Instant time() {
    long micros = (FROM + random.nextInt(SECONDS)) * MICROS + random.nextInt((int) MICROS);
    return Instant.ofEpochSecond(micros / MICROS, micros % MICROS * 1_000);
  }

  private LocalDate date() {
    return LocalDate.ofInstant(time(), UTC);
  }

  private String mobile() {
    return 6 + random.nextInt(4) + digits(9);
  }

  private String pan() {
    return of(UPPER, 5) + digits(4) + of(UPPER, 1);
  }

  /** Returns an IMEI without its check digit; the first two digits are a reporting body's. */
  private String imei() {
    String[] bodies = {"01", "35", "86", "91", "99"};
    return bodies[random.nextInt(bodies.length)] + digits(12);
  }

  private int byteNumber() {
    return random.nextInt(256);
  }

  private UUID uuid() {
    return UUID.nameUUIDFromBytes(bytes(16));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String hash(String algorithm) {
    try {
      byte[] input = ByteBuffer.allocate(8).putLong(random.nextLong()).array();
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(input));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  String digits(int length) {
    return of(DECIMAL, length);
  }

  private String of(String alphabet, int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
    }
    return new String(text, UTF_8);
  }

  /** Returns digits with their Luhn digit. */
  static String luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = (digits.charAt(digits.length() - 1 - i) - '0') * (2 - i % 2);
      sum += digit / 10 + digit % 10;
    }
    return digits + (10 - sum % 10) % 10;
  }
}
