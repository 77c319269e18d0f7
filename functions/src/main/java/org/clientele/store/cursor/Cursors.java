package org.clientele.store.cursor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.clientele.error.ApiException;
import org.clientele.id.MerchantId;
import org.clientele.settings.Settings;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.store.dynamodb.OptimisticRetry;
import org.clientele.store.dynamodb.Table;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The cursors that callers page through lists with: the place of the last entry that was answered,
 * encrypted, because it may be a name, and a code over it, the list and the merchant, so that
 * nobody can make or change one or go on with it in another list.
 *
 * <p>The code is also the vector that the place is encrypted by, so that no cursor needs a random
 * number that must never come twice. The secret of both keys is the merchant's own. It is made with
 * the merchant's first cursor, and read once by each process.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2104">RFC 2104</a>: HMAC
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5297">RFC 5297</a>: synthetic initialization
 *     vectors
 */
@Singleton
public class Cursors {

  /** The field that cursors are given in. */
  public static final String FIELD = "cursor";

  private static final String KEY = "cursor-key";
  private static final String SECRET = "secret";
  private static final int SECRET_BYTES = 32;

  private static final String HMAC = "HmacSHA256";
  private static final int CODE_BYTES = 32;
  private static final String CIPHER = "AES/CTR/NoPadding";
  private static final int VECTOR_BYTES = 16;

  /**
   * Two letters for each byte. With digits, or with a {@code v}, one in some thousands would look
   * like card data, and be refused.
   */
  private static final Pattern FORM = Pattern.compile("(?:[a-p]{2}){" + CODE_BYTES + ",1000}");

  private static final int HEX = 16;

  private final Table table;
  private final Map<MerchantId, String> secrets = new ConcurrentHashMap<>();

  public Cursors(DynamoDbClient dynamoDb, Settings settings) {
    this.table = new Table(dynamoDb, settings.customersTable());
  }

  /**
   * Returns the cursor of a place, in the letters {@code a} to {@code p}.
   *
   * @param list what is listed, with everything that decides what is in it
   * @param place of the last entry that was answered; neither can be read from the cursor
   */
  public String format(MerchantId merchantId, String list, String place) {
    String secret = secret(merchantId);
    byte[] text = place.getBytes(UTF_8);
    byte[] code = code(secret, merchantId, list, text);
    byte[] encrypted = crypted(Cipher.ENCRYPT_MODE, secret, code, text);
    return encoded(ByteBuffer.allocate(CODE_BYTES + text.length).put(code).put(encrypted).array());
  }

  /**
   * Returns the place of a cursor.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it was not made for that list of that merchant
   */
  public String parse(MerchantId merchantId, String list, String cursor) {
    byte[] bytes = decoded(cursor);
    byte[] code = Arrays.copyOf(bytes, CODE_BYTES);
    byte[] encrypted = Arrays.copyOfRange(bytes, CODE_BYTES, bytes.length);
    String secret = findSecret(merchantId).orElseThrow(Cursors::refused);
    byte[] text = crypted(Cipher.DECRYPT_MODE, secret, code, encrypted);
    if (!MessageDigest.isEqual(code(secret, merchantId, list, text), code)) {
      throw refused();
    }
    return new String(text, UTF_8);
  }

  private static String encoded(byte[] bytes) {
    var text = new StringBuilder();
    for (byte b : bytes) {
      int value = Byte.toUnsignedInt(b);
      text.append((char) ('a' + value / HEX)).append((char) ('a' + value % HEX));
    }
    return text.toString();
  }

  private static byte[] decoded(String cursor) {
    if (!FORM.matcher(cursor).matches()) {
      throw refused();
    }
    var bytes = new byte[cursor.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((cursor.charAt(2 * i) - 'a') * HEX + (cursor.charAt(2 * i + 1) - 'a'));
    }
    return bytes;
  }

  private static ApiException refused() {
    return ApiException.invalid(
        FIELD, "must be a next_cursor that was answered to the same query, as it was answered");
  }

  /** The key is the code of a single part, which no cursor has. */
  private static byte[] crypted(int mode, String secret, byte[] code, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(
          mode,
          new SecretKeySpec(code(secret, CIPHER.getBytes(UTF_8)), "AES"),
          new IvParameterSpec(code, 0, VECTOR_BYTES));
      return cipher.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES", e);
    }
  }

  private static byte[] code(String secret, MerchantId merchantId, String list, byte[] place) {
    return code(secret, merchantId.value().getBytes(UTF_8), list.getBytes(UTF_8), place);
  }

  /** Each part comes with its length, so that none can be taken for a part of its neighbour. */
  private static byte[] code(String secret, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), HMAC));
      for (byte[] part : parts) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC with SHA-256", e);
    }
  }

  private String secret(MerchantId merchantId) {
    return findSecret(merchantId).orElseGet(() -> insertSecret(merchantId));
  }

  /** Nothing is made for whoever only tries a cursor. */
  private Optional<String> findSecret(MerchantId merchantId) {
    String known = secrets.get(merchantId);
    return known != null
        ? Optional.of(known)
        : table.find(key(merchantId).toMap()).map(item -> keep(merchantId, item));
  }

  private String insertSecret(MerchantId merchantId) {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    Attributes item = key(merchantId).put(SECRET, Base64.getEncoder().encodeToString(random));
    Map<String, AttributeValue> stored =
        OptimisticRetry.untilDone(
            () ->
                table
                    .repeatable(item.toMap())
                    .and(table.put(item.toMap(), Condition.absent(), Optional::of))
                    .commit());
    return keep(merchantId, stored);
  }

  private String keep(MerchantId merchantId, Map<String, AttributeValue> item) {
    String secret = Attributes.of(item).requiredText(SECRET);
    secrets.put(merchantId, secret);
    return secret;
  }

  private static Attributes key(MerchantId merchantId) {
    return Attributes.key(merchantId + "#" + KEY, KEY);
  }
}
