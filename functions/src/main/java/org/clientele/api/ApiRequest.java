package org.clientele.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.clientele.error.ErrorCode.BODY_NOT_JSON;
import static org.clientele.error.ErrorCode.BODY_TOO_LARGE;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.Caller;
import org.clientele.carddata.CardDataGuard;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerId;
import org.clientele.customer.NormalForm;
import org.clientele.error.ApiException;
import org.clientele.store.idempotency.IdempotentRequest;
import org.clientele.token.PaymentTokenId;
import org.jspecify.annotations.Nullable;

/** One request as an operation sees it: who calls, and what for. */
public final class ApiRequest {

  private static final int BODY_BYTES = 64 * 1024;

  private static final Pattern JSON_IN_UTF_8 =
      Pattern.compile(
          "application/json *(?:; *charset *= *\"?utf-8\"? *)?", Pattern.CASE_INSENSITIVE);

  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Pattern ENTITY_TAG =
      Pattern.compile("(?:W/)?+\"[!#-~\\x{80}-\\x{10FFFF}]*+\"");

  /** Elements may be empty. */
  private static final Pattern ENTITY_TAGS =
      Pattern.compile("[ \\t,]*+%1$s(?:[ \\t]*+,[ \\t,]*+%1$s)*+[ \\t,]*+".formatted(ENTITY_TAG));

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1,255}");
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final APIGatewayV2HTTPEvent event;
  private final Route route;
  private final Json json;
  private final Instant now;
  private final String id;
  private final UnknownFields unknownFields = new UnknownFields();
  private @Nullable Caller caller;
  private @Nullable ObjectNode body;

  ApiRequest(APIGatewayV2HTTPEvent event, Route route, Json json, Instant now) {
    this.event = event;
    this.route = route;
    this.json = json;
    this.now = now;
    this.id =
        header("request-id")
            .filter(given -> REQUEST_ID.matcher(given).matches())
            .filter(given -> !CardDataGuard.hasCardData(given))
            .orElseGet(() -> UUID.randomUUID().toString());
  }

  /** Returns the caller's {@code Request-ID}, or the one made for it. */
  String id() {
    return id;
  }

  Route route() {
    return route;
  }

  /**
   * Returns when it came. An operation takes this for the time throughout, so that what it stores,
   * what it answers and what a repetition is answered agree.
   */
  public Instant now() {
    return now;
  }

  /** Returns how many fields came that the contract does not know. */
  int unknownFields() {
    return unknownFields.count();
  }

  /**
   * Lets only a caller through who may use the route.
   *
   * @throws ApiException as {@link AccessTokenVerifier#verify} and {@link Caller#require}
   */
  void verifyCaller(AccessTokenVerifier accessTokens) {
    route
        .scope()
        .ifPresent(
            scope -> {
              caller = accessTokens.verify(header("authorization").orElse(""));
              caller.require(scope);
            });
  }

  /**
   * Returns who calls.
   *
   * @throws IllegalStateException if the route needs no access token: there is no caller then
   */
  public Caller caller() {
    if (caller == null) {
      throw new IllegalStateException("a route without a scope has no caller");
    }
    return caller;
  }

  /** Returns the id of the merchant who calls, once that is known. */
  @Nullable String merchant() {
    return caller == null ? null : caller.merchantId().value();
  }

  /**
   * Returns this request as its {@code Idempotency-Key} names it, if it has one.
   *
   * @param payload what it asks for: one that differs is another request's
   * @throws ApiException {@code INVALID_REQUEST} if the key is not 1 to 255 visible ASCII
   *     characters
   */
  Optional<IdempotentRequest> keyed(Object payload) {
    return header(IDEMPOTENCY_KEY)
        .map(
            key -> {
              if (!VISIBLE_ASCII.matcher(key).matches()) {
                throw ApiException.invalid(
                    IDEMPOTENCY_KEY, "must be 1 to 255 visible ASCII characters");
              }
              return IdempotentRequest.of(
                  caller().merchantId(),
                  route.function(),
                  key,
                  pathParameters() + json.canonical(json.toTree(payload)),
                  now);
            });
  }

  /** Returns the method as API Gateway got it. */
  public String method() {
    return event.getRequestContext().getHttp().getMethod();
  }

  /**
   * Returns the path as API Gateway got it, with what a stage or a domain's mapping begins it by.
   */
  public String path() {
    return event.getRawPath();
  }

  /** Returns the customer that the path names. */
  public CustomerId customerId() {
    return new CustomerId(pathParameters().getOrDefault("customer_id", ""));
  }

  /** Returns the payment token that the path names. */
  public PaymentTokenId tokenId() {
    return new PaymentTokenId(pathParameters().getOrDefault("token_id", ""));
  }

  private SortedMap<String, String> pathParameters() {
    Map<String, String> parameters = event.getPathParameters();
    return parameters == null ? new TreeMap<>() : new TreeMap<>(parameters);
  }

  /**
   * Returns the query.
   *
   * @throws ApiException {@code INVALID_REQUEST} if a parameter is repeated, or naming the first
   *     one out of its rule
   */
  public <T> T query(Class<T> type) {
    ObjectNode parameters = json.toTree(queryParameters());
    json.requireAllowedText(parameters, merchant());
    return json.read(parameters, type, unknownFields);
  }

  /**
   * Returns the body.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object in UTF-8 of at most 64
   *     KB, or naming the first field out of its rule
   */
  public <T> T body(Class<T> type) {
    return json.read(bodyObject(), type, unknownFields);
  }

  /**
   * Returns {@code current} with the body merged into it.
   *
   * @throws ApiException {@code INVALID_REQUEST} as {@link #body}; limits are those of the merged
   *     result
   * @see <a href="https://www.rfc-editor.org/rfc/rfc7396">JSON Merge Patch</a>
   */
  public <T extends Record> T mergedInto(T current) {
    @SuppressWarnings("unchecked") // the class of a T
    Class<T> type = (Class<T>) current.getClass();
    return json.read(merge(json.toTree(current), bodyObject()), type, unknownFields);
  }

  /**
   * Returns what the body, as a merge patch, says. It is refused here, before anything is read, if
   * it is out of its shape whatever it is merged into.
   *
   * @throws ApiException {@code INVALID_REQUEST} as {@link #body}
   */
  public <T> T mergeableInto(Class<T> type) {
    ObjectNode patch = bodyObject();
    json.requireShape(patch, type, unknownFields);
    return json.read(merge(patch.objectNode(), patch), type, unknownFields);
  }

  /**
   * Returns the body, as a merge patch, with each text in its normal form; null for an empty one.
   */
  public JsonNode patch() {
    return normalForm(bodyObject());
  }

  private static JsonNode normalForm(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode normal = object.objectNode();
      object
          .properties()
          .forEach(field -> normal.set(field.getKey(), normalForm(field.getValue())));
      return normal;
    }
    return value.isTextual() ? TextNode.valueOf(NormalForm.of(value.textValue())) : value;
  }

  /** Whether the body, as a merge patch, takes a text away: by {@code null}, or an empty one. */
  public boolean clears(String field) {
    JsonNode value = bodyObject().path(field);
    return value.isNull() || (value.isTextual() && NormalForm.of(value.textValue()) == null);
  }

  /**
   * Refuses a change of what the caller has not seen.
   *
   * @throws ApiException {@code INVALID_REQUEST} if {@code If-Match} is given and neither {@code *}
   *     nor a list of entity tags; {@code PRECONDITION_FAILED} if none of them is that of this
   *     version, which a weak one never is
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-if-match">If-Match</a>
   */
  public void requireMatch(Customer current) {
    String tags = header("if-match").map(String::strip).orElse("*");
    if (tags.equals("*")) {
      return;
    }
    if (!ENTITY_TAGS.matcher(tags).matches()) {
      throw ApiException.invalid("If-Match", "must be * or a list of entity tags in quotes");
    }
    String tag = ApiResponse.entityTag(current.asOf(now));
    if (ENTITY_TAG.matcher(tags).results().noneMatch(given -> given.group().equals(tag))) {
      throw ApiException.preconditionFailed("The customer has another version now", tag);
    }
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              if (entry.getValue().isNull()) {
                target.remove(name);
              } else if (entry.getValue() instanceof ObjectNode inner) {
                ObjectNode old =
                    target.get(name) instanceof ObjectNode object ? object : patch.objectNode();
                target.set(name, merge(old, inner));
              } else {
                target.set(name, entry.getValue());
              }
            });
    return target;
  }

  /** Returns the body as it was sent. */
  ObjectNode bodyObject() {
    if (body == null) {
      body = parsedBody();
    }
    return body;
  }

  private ObjectNode parsedBody() {
    if (!JSON_IN_UTF_8.matcher(header("content-type").orElse("")).matches()) {
      throw new ApiException(
          BODY_NOT_JSON, "content-type must be application/json", "content-type");
    }
    if (!header("content-encoding").orElse("identity").equalsIgnoreCase("identity")) {
      throw new ApiException(
          BODY_NOT_JSON, "content-encoding must be absent or identity", "content-encoding");
    }
    ObjectNode object = json.parse(bodyText());
    json.requireAllowedText(object, merchant());
    acceptAlias(object.get("billing_address"), "billing_address");
    acceptAlias(object.get("shipping_address"), "shipping_address");
    return object;
  }

  private String bodyText() {
    String body = event.getBody();
    if (body == null) {
      throw ApiException.invalid("body", "is required");
    }
    if (!event.getIsBase64Encoded()) {
      return requireSize(body, body.getBytes(UTF_8).length);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(body);
      return requireSize(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), bytes.length);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw ApiException.invalid("body", "must be UTF-8");
    }
  }

  private static String requireSize(String body, int bytes) {
    if (bytes > BODY_BYTES) {
      throw new ApiException(BODY_TOO_LARGE, "body must have at most 64 KB", "body");
    }
    return body;
  }

  /** The vendor spells it {@code adddress_type}; {@code address_type} is taken for it. */
  private static void acceptAlias(@Nullable JsonNode address, String field) {
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

  private Map<String, String> queryParameters() {
    // The event's own map joins repeated parameters with commas, which a value may hold too.
    Map<String, String> parameters = new HashMap<>();
    String raw = event.getRawQueryString();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (parameters.put(name, value) != null) {
        throw ApiException.invalid(FieldPath.ROOT.child(name).toString(), "is given twice");
      }
    }
    return parameters;
  }

  private static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, UTF_8);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("query", "must be percent-encoded");
    }
  }

  /** Returns a header; API Gateway joins a repeated one with commas. */
  private Optional<String> header(String name) {
    Map<String, String> headers = event.getHeaders();
    return headers == null
        ? Optional.empty()
        : headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase(name))
            .map(header -> String.valueOf(header.getValue()))
            .findFirst();
  }

  /** Names the request without its content. */
  @Override
  public String toString() {
    return id + " " + route.function();
  }
}
