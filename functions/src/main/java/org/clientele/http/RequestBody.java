package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.clientele.error.ErrorCode.BODY_NOT_JSON;
import static org.clientele.error.ErrorCode.BODY_TOO_LARGE;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.jspecify.annotations.Nullable;

/** The body of a request, as far as it is not read as a wire record. */
final class RequestBody {

  private static final int BYTES = 64 * 1024;

  /** What some editors and Windows tools put before UTF-8; nobody sees it. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final Pattern JSON_IN_UTF_8 =
      Pattern.compile(
          "application/json *(?:; *charset *= *\"?utf-8\"? *)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern FORM =
      Pattern.compile("application/x-www-form-urlencoded *(?:;.*)?", Pattern.CASE_INSENSITIVE);

  private RequestBody() {}

  static boolean isForm(String contentType) {
    return FORM.matcher(contentType).matches();
  }

  /**
   * Refuses a body that is not sent as plain JSON.
   *
   * @throws ApiException {@code INVALID_REQUEST} with status 415
   */
  static void requireJson(String contentType, String contentEncoding) {
    if (!JSON_IN_UTF_8.matcher(contentType).matches()) {
      throw new ApiException(
          BODY_NOT_JSON, "content-type must be application/json", "content-type");
    }
    requireUncompressed(contentEncoding);
  }

  /**
   * Refuses a body that is compressed.
   *
   * @throws ApiException {@code INVALID_REQUEST} with status 415
   */
  static void requireUncompressed(String contentEncoding) {
    if (!contentEncoding.equalsIgnoreCase("identity")) {
      throw new ApiException(
          BODY_NOT_JSON, "content-encoding must be absent or identity", "content-encoding");
    }
  }

  /**
   * Returns the text of a body.
   *
   * @throws ApiException {@code INVALID_REQUEST} if there is none, it is not UTF-8, begins with a
   *     byte order mark, or has more than 64 KB
   */
  static String text(APIGatewayV2HTTPEvent event) {
    String body = event.getBody();
    if (body == null) {
      throw ApiException.invalid("body", "is required");
    }
    if (!event.getIsBase64Encoded()) {
      return accepted(body, body.getBytes(UTF_8).length);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(body);
      return accepted(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), bytes.length);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw ApiException.invalid("body", "must be UTF-8");
    }
  }

  private static String accepted(String body, int bytes) {
    if (bytes > BYTES) {
      throw new ApiException(BODY_TOO_LARGE, "body must have at most 64 KB", "body");
    }
    if (body.startsWith(BYTE_ORDER_MARK)) {
      throw ApiException.invalid("body", "must not begin with a byte order mark (U+FEFF)");
    }
    return body;
  }

  /**
   * Takes {@code address_type} for {@code adddress_type}, as the vendor spells it.
   *
   * @throws ApiException {@code INVALID_REQUEST} if both are given and differ
   */
  static void acceptAddressType(ObjectNode body) {
    acceptAddressType(body.get("billing_address"), "billing_address");
    acceptAddressType(body.get("shipping_address"), "shipping_address");
  }

  private static void acceptAddressType(@Nullable JsonNode address, String field) {
    if (!(address instanceof ObjectNode object) || !object.has("address_type")) {
      return;
    }
    JsonNode given = object.remove("address_type");
    if (object.has("adddress_type") && !given.equals(object.get("adddress_type"))) {
      throw ApiException.invalid(
          field + ".adddress_type", "and address_type are both given and differ");
    }
    object.set("adddress_type", given);
  }
}
