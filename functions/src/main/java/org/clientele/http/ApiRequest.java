package org.clientele.http;

import static org.clientele.error.ErrorCode.CARD_DATA_NOT_ALLOWED;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.clientele.access.ApiClient;
import org.clientele.access.IssueTokenRequest;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.Caller;
import org.clientele.carddata.CardDataGuard;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.error.ApiException;
import org.clientele.id.CustomerId;
import org.clientele.id.PaymentTokenId;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.clientele.merchant.MerchantSettings;
import org.clientele.store.merchant.MerchantRepository;
import org.jspecify.annotations.Nullable;

/** One request as an operation sees it: who calls, and what for. */
public final class ApiRequest {

  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,49}");

  /** A value that is a secret under any name of one; a pin has four digits, a postal code more. */
  private static final String SOME_DIGITS = "12345";

  private final APIGatewayV2HTTPEvent event;
  private final Route route;
  private final Json json;
  private final Instant now;
  private final String id;
  private final MerchantRepository merchants;
  private final UnknownFields unknownFields =
      new UnknownFields(() -> merchantSettings().refuseUnknownFields());
  private @Nullable Caller caller;
  private @Nullable ApiClient client;
  private @Nullable ObjectNode body;

  ApiRequest(
      APIGatewayV2HTTPEvent event,
      Route route,
      Json json,
      MerchantRepository merchants,
      Instant now) {
    this.event = event;
    this.route = route;
    this.json = json;
    this.merchants = merchants;
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

  /** Returns what is asked for. */
  public Route route() {
    return route;
  }

  /**
   * Returns when it came. An operation takes this for the time throughout, so that what it stores,
   * what it answers and what a repetition is answered agree.
   */
  public Instant now() {
    return now;
  }

  /** Returns which fields came that the contract does not know. */
  UnknownFields unknownFields() {
    return unknownFields;
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

  /** Returns what the history of a customer says of who changes it by this request. */
  public ChangeOrigin origin() {
    return ChangeOrigin.ofRequest(caller().clientId(), id);
  }

  /** Takes down which API client asks for an access token, or somebody in its name. */
  public void askedBy(ApiClient known) {
    client = known;
  }

  /** Returns what is known so far of who calls, for the log; nothing if that is nothing. */
  Optional<Caller> knownCaller() {
    return caller != null || client == null
        ? Optional.ofNullable(caller)
        : Optional.of(new Caller(client.merchantId(), client.id(), null, Set.of()));
  }

  /** Whether it is no request of a caller. */
  boolean isPriming() {
    return Priming.VERSION.equals(event.getVersion());
  }

  /**
   * Returns what the merchant who calls has decided, or the deployment where nobody is known to
   * call. It may have to be read from the store, so only what depends on it asks.
   */
  public MerchantSettings merchantSettings() {
    return caller == null
        ? merchants.defaults()
        : merchants.get(caller.merchantId(), now).settings();
  }

  private boolean allowsNumericReference() {
    return merchantSettings().allowNumericReference();
  }

  /** Whether the headers of the answer alone are wanted. */
  boolean isHead() {
    RequestContext context = event.getRequestContext();
    return context != null && context.getHttp() != null && method().equals("HEAD");
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

  /**
   * Returns the customer that the path names.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a customer id
   */
  public CustomerId customerId() {
    return id("customer_id", CustomerId::new);
  }

  /**
   * Returns the payment token that the path names.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a token id
   */
  public PaymentTokenId tokenId() {
    return id("token_id", PaymentTokenId::new);
  }

  /**
   * Returns the custom field that the path names.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it cannot be the name of one; {@code
   *     CARD_DATA_NOT_ALLOWED} if it holds a card number, or is the name of a card secret
   */
  public String customFieldName() {
    String name = pathParameters().getOrDefault("name", "");
    if (!FIELD_NAME.matcher(name).matches()) {
      throw ApiException.invalid("name", "must be a letter and up to 49 of A-Z a-z 0-9 _");
    }
    if (CardDataGuard.hasCardData(name) || CardDataGuard.isSecret(name, SOME_DIGITS)) {
      throw new ApiException(CARD_DATA_NOT_ALLOWED, "name must not hold card data", "name");
    }
    return name;
  }

  private <T> T id(String parameter, Function<String, T> type) {
    try {
      return type.apply(pathParameters().getOrDefault(parameter, ""));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(parameter, "must be 1 to 50 of A-Z a-z 0-9 _ -");
    }
  }

  /** Returns what stands in the path, by name. */
  public SortedMap<String, String> pathParameters() {
    Map<String, String> parameters = event.getPathParameters();
    return parameters == null ? new TreeMap<>() : new TreeMap<>(parameters);
  }

  /**
   * Returns the query.
   *
   * @throws ApiException {@code INVALID_REQUEST} if a parameter is repeated, or naming those out of
   *     their rules
   */
  public <T> T query(Class<T> type) {
    ReadTypes.require(type);
    ObjectNode parameters = json.toTree(QueryString.parse(event.getRawQueryString(), "query"));
    json.requireAllowedText(parameters, this::allowsNumericReference);
    return json.readQuery(parameters, type, unknownFields);
  }

  /**
   * Returns the body.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object in UTF-8 of at most 64
   *     KB, or naming the fields out of their rules
   */
  public <T> T body(Class<T> type) {
    ReadTypes.require(type);
    return json.read(bodyObject(), type, unknownFields);
  }

  /** Whether the body is a form, which only clients of OAuth 2 send. */
  public boolean isForm() {
    return RequestBody.isForm(header("content-type").orElse(""));
  }

  /**
   * Returns a form by which a client of OAuth 2 asks for an access token.
   *
   * @throws ApiException as {@link #body}
   */
  public IssueTokenRequest tokenForm() {
    RequestBody.requireUncompressed(header("content-encoding").orElse("identity"));
    ObjectNode fields =
        json.toTree(TokenForm.fields(RequestBody.text(event), header("authorization").orElse("")));
    json.requireAllowedText(fields, this::allowsNumericReference);
    return json.read(fields.retain(TokenForm.FIELDS), IssueTokenRequest.class, unknownFields);
  }

  /**
   * Returns the body of a request that may do without; nothing if there is none, or an object whose
   * fields are all null or empty, as some clients send what is absent.
   *
   * @throws ApiException as {@link #body}
   */
  public <T> Optional<T> optionalBody(Class<T> type) {
    String sent = event.getBody();
    return sent == null || sent.isBlank() || isEmpty(bodyObject())
        ? Optional.empty()
        : Optional.of(body(type));
  }

  private static boolean isEmpty(ObjectNode body) {
    return body.properties().stream()
        .map(Map.Entry::getValue)
        .allMatch(value -> value.isNull() || (value.isTextual() && value.textValue().isEmpty()));
  }

  /**
   * Returns the body as what is to change.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it is not a JSON object in UTF-8 of at most 64
   *     KB
   */
  public MergePatch patch() {
    return new MergePatch(bodyObject(), json, unknownFields);
  }

  /**
   * Refuses a change of what the caller has not seen.
   *
   * @throws ApiException {@code INVALID_REQUEST} if {@code If-Match} is given and neither {@code *}
   *     nor a list of entity tags; {@code PRECONDITION_FAILED} if none of them is that of this
   *     version
   */
  public void requireMatch(Customer current) {
    EntityTags.requireMatch(
        header("if-match").orElse("*"), ApiResponse.entityTag(current.asOf(now)));
  }

  /** Returns the body as it was sent. */
  ObjectNode bodyObject() {
    if (body == null) {
      body = parsedBody();
    }
    return body;
  }

  private ObjectNode parsedBody() {
    RequestBody.requireJson(
        header("content-type").map(this::asPlainJson).orElse(""),
        header("content-encoding").orElse("identity"));
    ObjectNode object = json.parse(RequestBody.text(event));
    json.requireAllowedText(object, this::allowsNumericReference);
    RequestBody.acceptAddressType(object);
    return object;
  }

  /** A merge patch has a media type of its own, which not all callers give it. */
  private String asPlainJson(String contentType) {
    return route.method().equals("PATCH")
        ? contentType.replaceFirst("^application/merge-patch\\+json", "application/json")
        : contentType;
  }

  /** Returns a header; API Gateway joins a repeated one with commas. */
  public Optional<String> header(String name) {
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
