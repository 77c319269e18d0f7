package org.clientele.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.clientele.id.MerchantId;
import org.clientele.store.idempotency.IdempotentRequest;
import org.clientele.testing.FaultyDynamoDb.Call;
import org.clientele.testing.MerchantClient.Answer;

/** A customer of the demo merchant, or the place of one, that no other scene touches. */
public final class Scene {

  /** What there is before an operation. */
  public enum Before {
    NOTHING,
    /** A definition that no customer has a value of. */
    CUSTOM_FIELD,
    CUSTOMER,
    /** With one mobile number. */
    TWO_CUSTOMERS,
    CUSTOMER_WITH_VALUE,
    /** An active one that does not expire. */
    TOKEN,
    DEFAULT_TOKEN,
    REMOVED_TOKEN,
    /** With an active token. */
    DELETED_CUSTOMER,
    /** Expired, and stored as active still. */
    DUE_TOKEN,
    DUE_DEFAULT_TOKEN
  }

  public static final String FIRST_NAME = "Ravi";

  private static final int OUTBOX_SHARDS = 8;

  /** What the ids of customers begin with that are in the index alone. */
  static final String INDEXED = "cust-indexed-";

  private static final int LIST_SHARDS = 64;
  private static final String DEFINITION =
      "{\"type\":\"string\",\"allowed_values\":[\"silver\",\"gold\"]}";
  private static final int SEARCH_SHARDS = 16;
  private static final String FAR_EXPIRY = "2999-12-31T18:30:00Z";
  private static final Set<Before> ONLY_CUSTOMERS =
      EnumSet.of(Before.CUSTOMER, Before.TWO_CUSTOMERS, Before.CUSTOMER_WITH_VALUE);
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int KEPT_FIELDS = 50;

  /** The name of a field that customers of all scenes may have a value of. */
  private static final String SHARED_FIELD = "scene_tier";

  private final int number = NUMBER.incrementAndGet();
  private final String name = "scene-%05d".formatted(number);
  private final Operation operation;
  private String customerId = "";
  private String tokenId = "";
  private String createdAt = "2001-01-01T00:00:00.000000Z";

  private Scene(Operation operation) {
    this.operation = operation;
  }

  /** Returns a new scene with all there has to be before an operation. */
  public static Scene of(Operation operation, MerchantClient owner, FaultyDynamoDb store) {
    var scene = new Scene(operation);
    Before before = operation.before();
    if (before == Before.NOTHING) {
      return scene;
    }
    if (before == Before.CUSTOM_FIELD || before == Before.CUSTOMER_WITH_VALUE) {
      requireOk(scene.putSharedField().sendBy(owner));
    }
    if (before == Before.CUSTOM_FIELD) {
      // A merchant may have a hundred, and those of done scenes give way once they are deleted.
      new Request("DELETE", fieldPath(scene.number - KEPT_FIELDS), "").sendBy(owner);
      requireOk(scene.putCustomField().sendBy(owner));
      return scene;
    }
    var reports = new TokenReports(owner);
    scene.customerId =
        reports.createdCustomer(
            before == Before.CUSTOMER_WITH_VALUE
                ? scene.createWithValue().body()
                : scene.customerBody(FIRST_NAME));
    scene.createdAt = scene.getCustomer().sendBy(owner).field("created_at");
    if (operation.name().equals("search")) {
      scene.awaitFound(owner);
    }
    if (before == Before.TWO_CUSTOMERS) {
      reports.createdCustomer(scene.customerBody(scene.name + "-2", FIRST_NAME));
    }
    if (ONLY_CUSTOMERS.contains(before)) {
      return scene;
    }
    reports.record(scene.report("ACTIVE"));
    scene.tokenId = reports.only(scene.customerId).path("token_id").asText();
    switch (before) {
      case DEFAULT_TOKEN, DUE_DEFAULT_TOKEN -> requireOk(scene.setDefault().sendBy(owner));
      case REMOVED_TOKEN -> requireOk(scene.deleteToken().sendBy(owner));
      case DELETED_CUSTOMER -> requireOk(scene.update("status", "DELETED").sendBy(owner));
      default -> {
        // as it is
      }
    }
    if (before == Before.DUE_TOKEN || before == Before.DUE_DEFAULT_TOKEN) {
      reports.record(scene.expiringReport());
      DueTokens.makeDue(store, scene.customerId, scene.tokenId);
    }
    return scene;
  }

  /** Returns a scene of which nothing exists but names of the right form. */
  public static Scene unknown(Operation operation) {
    var scene = new Scene(operation);
    scene.customerId = "cust-v1-261128000000-aa-ZZ%04d".formatted(scene.number);
    scene.tokenId = "token-v1-261128000000-aa-ZZ%04d".formatted(scene.number);
    return scene;
  }

  private static void requireOk(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  /** Returns a name for all that belongs to this scene and needs one. */
  public String name() {
    return name;
  }

  /** Returns the customer's id; "" if there was none before. */
  public String customerId() {
    return customerId;
  }

  /** Returns the token's id; "" if there was none before. */
  public String tokenId() {
    return tokenId;
  }

  public Operation operation() {
    return operation;
  }

  public Request request() {
    return operation.request().apply(this);
  }

  /**
   * Whether a call to the store is about this scene; sweeps, what is sent and issued tokens, one at
   * a time.
   */
  public boolean isConcernedBy(Call call) {
    return switch (operation.function()) {
      case "issue-token" ->
          call.body().contains("ClientsTable") && !call.body().contains("public_keys");
      case "get-jwk-set" -> call.body().contains("public_keys");
      case "sweep-expired-tokens" ->
          call.body().contains("\"token-expiry\"")
              ? call.body().contains("{\"N\":\"%d\"}".formatted(DueTokens.shard(tokenId)))
              : call.body().contains(customerId);
      case "list-customers" -> isConcernedByOfList(call.body());
      case "index-customers" -> call.body().contains(indexedId() + "\"");
      case "list-custom-fields" -> call.body().contains("#settings\"");
      case "send-deregistrations" ->
          call.body().contains("\"deregistration-due\"")
              ? call.body().contains("#%d\"".formatted(outboxShard()))
              : call.body().contains(customerId);
      default -> marks().anyMatch(call.body()::contains);
    };
  }

  private int outboxShard() {
    String id = operation.before() == Before.DELETED_CUSTOMER ? customerId : tokenId;
    return Math.floorMod(id.hashCode(), OUTBOX_SHARDS);
  }

  private int listShard() {
    return Math.floorMod(customerId.hashCode(), LIST_SHARDS);
  }

  /** Of what is asked of all partitions of an index, the customer's own is enough. */
  private boolean isConcernedByOfList(String call) {
    if (call.contains("\"merchant-created\"")) {
      return call.contains(createdAt) && call.contains("#%d\"".formatted(listShard()));
    }
    if (call.contains("#text#")) {
      return call.contains("\"" + name + "\"")
          && call.contains("#%d\"".formatted(Math.floorMod(customerId.hashCode(), SEARCH_SHARDS)));
    }
    return Stream.of(customerId, mobileNumber())
        .filter(mark -> !mark.isEmpty())
        .anyMatch(call::contains);
  }

  private Stream<String> marks() {
    String keyHash =
        IdempotentRequest.of(
                new MerchantId(LocalServerProcess.DEMO_MERCHANT), "any", name, "any", Instant.EPOCH)
            .keyHash();
    return Stream.of(name, keyHash, customerId, tokenId, fieldName(number))
        .filter(mark -> !mark.isEmpty());
  }

  private String customerPath() {
    return "/api/v1/customer/" + (customerId.isEmpty() ? name : customerId);
  }

  private String tokenPath() {
    return tokensPath() + "/" + (tokenId.isEmpty() ? name : tokenId);
  }

  private String tokensPath() {
    return customerPath() + "/tokens";
  }

  private String mobileNumber() {
    return "7%09d".formatted(number);
  }

  private String customerBody(String firstName) {
    return customerBody(name, firstName);
  }

  private String customerBody(String reference, String firstName) {
    return body("merchant_customer_reference", reference)
        .put("mobile_number", mobileNumber())
        .put("first_name", firstName)
        .toString();
  }

  Request create(String firstName) {
    return new Request("POST", "/api/v1/customer", customerBody(firstName));
  }

  private static String fieldName(int number) {
    return "scene_%05d".formatted(number);
  }

  private static String fieldPath(int number) {
    return "/api/v1/custom-fields/" + fieldName(number);
  }

  /** Defines this scene's own field. */
  Request putCustomField() {
    return new Request("PUT", fieldPath(number), DEFINITION);
  }

  /** Defines the field of all scenes. */
  private Request putSharedField() {
    return new Request("PUT", "/api/v1/custom-fields/" + SHARED_FIELD, DEFINITION);
  }

  Request getCustomField() {
    return Request.get(fieldPath(number));
  }

  Request deleteCustomField() {
    return new Request("DELETE", fieldPath(number), "");
  }

  Request listCustomFields() {
    return Request.get("/api/v1/custom-fields");
  }

  Request createWithValue() {
    ObjectNode customer = body("merchant_customer_reference", name).put("first_name", FIRST_NAME);
    customer.putObject("custom_fields").put(SHARED_FIELD, "gold");
    return new Request("POST", "/api/v1/customer", customer.toString());
  }

  Request updateValue() {
    ObjectNode change = MerchantClient.JSON.createObjectNode();
    change.putObject("custom_fields").put(SHARED_FIELD, "silver");
    return new Request("PATCH", customerPath(), change.toString());
  }

  Request createWithoutReference() {
    return new Request(
        "POST",
        "/api/v1/customer",
        body("mobile_number", mobileNumber()).put("last_name", name).toString());
  }

  Request lookup() {
    return Request.get(
        "/api/v1/customer?country_code=91&mobile_number=%s&merchant_customer_reference=%s"
            .formatted(mobileNumber(), name));
  }

  Request listByMobileNumber() {
    return listByMobileNumber(100);
  }

  Request listByMobileNumber(int limit) {
    return Request.get(
        "/api/v1/customers?limit=%d&country_code=91&mobile_number=%s"
            .formatted(limit, mobileNumber()));
  }

  Request listByCreation() {
    return Request.get("/api/v1/customers?created_from=%1$s&created_to=%1$s".formatted(createdAt));
  }

  Request search() {
    return Request.get("/api/v1/customers?search=" + name);
  }

  /** Returns once searches find the customer: the server has followed its stream. */
  private void awaitFound(MerchantClient owner) {
    Deadline deadline = Deadline.start();
    while (!search().sendBy(owner).text().contains(customerId)) {
      deadline.requireNotPassed("the search index");
    }
  }

  private String indexedId() {
    return INDEXED + number;
  }

  /** Hands the creation of a customer to its function, who is in the index alone. */
  Request indexCustomer() {
    ObjectNode event = MerchantClient.JSON.createObjectNode();
    ObjectNode change = event.putArray("Records").addObject().putObject("dynamodb");
    change.put("ApproximateCreationDateTime", Instant.now().getEpochSecond());
    change.put("SequenceNumber", "message-0");
    ObjectNode image = change.putObject("NewImage");
    image.putObject("pk").put("S", LocalServerProcess.DEMO_MERCHANT + "#" + indexedId());
    image.putObject("sk").put("S", "customer");
    image.putObject("status").put("S", "SUSPENDED");
    image.putObject("merchant_customer_reference").put("S", name);
    image.putObject("created_at").put("S", "2001-01-01T00:00:00.000000Z");
    image.putObject("updated_at").put("S", "2001-01-01T00:00:00.000000Z");
    image.putObject("version").put("N", "1");
    return QueueBatch.event(operation.function(), event.toString());
  }

  Request getCustomer() {
    return Request.get(customerPath());
  }

  Request update(String field, String value) {
    return new Request("PATCH", customerPath(), body(field, value).toString());
  }

  Request deleteCustomer() {
    return new Request("DELETE", customerPath(), "");
  }

  Request getHistory() {
    return Request.get(customerPath() + "/history");
  }

  Request getHistoryPage() {
    return Request.get(customerPath() + "/history?limit=1");
  }

  Request listTokens() {
    return Request.get(tokensPath());
  }

  Request getToken() {
    return Request.get(tokenPath());
  }

  Request deleteToken() {
    return new Request(
        "POST", tokenPath() + "/delete", body("merchant_unique_reference", name).toString());
  }

  private String tokenByIdPath() {
    return "/api/v1/tokens/" + (tokenId.isEmpty() ? name : tokenId);
  }

  Request getTokenById() {
    return Request.get(tokenByIdPath());
  }

  /** Asks for a token by what is the id of its customer. */
  Request listTokensById() {
    return Request.get("/api/v1/tokens/" + (customerId.isEmpty() ? name : customerId));
  }

  /** As the vendor's SDKs do. */
  Request deleteTokenByIdWithoutBody() {
    return new Request("POST", tokenByIdPath() + "/delete", "");
  }

  Request deleteTokenById() {
    return new Request(
        "POST", tokenByIdPath() + "/delete", body("merchant_unique_reference", name).toString());
  }

  Request setDefault() {
    return new Request(
        "PUT",
        customerPath() + "/default-token",
        body("token_id", tokenId.isEmpty() ? name : tokenId).toString());
  }

  Request clearDefault() {
    return new Request("DELETE", customerPath() + "/default-token", "");
  }

  Request getJwkSet() {
    return Request.get("/.well-known/jwks.json");
  }

  Request issueToken() {
    return issueToken(LocalServerProcess.DEMO_MERCHANT);
  }

  /** Failures are counted by the client's id, so each scene has one of its own. */
  Request issueTokenToUnknownClient() {
    return issueToken(name);
  }

  private static Request issueToken(String clientId) {
    return new Request(
        "POST",
        "/api/auth/v1/token",
        body("client_id", clientId)
            .put("client_secret", "demo-secret")
            .put("grant_type", "client_credentials")
            .toString());
  }

  Request recordToken(ObjectNode report) {
    return new Request("POST", "/local/tokens", report.toString());
  }

  /** Delivers a tick, and the message of each shard. */
  Request sweep() {
    return new Request("POST", "/local/sweep", "{}");
  }

  /** Delivers a tick, and the message of each shard. */
  Request sendDeregistrations() {
    return new Request("POST", "/local/deregistrations", "{}");
  }

  /** Hands a tick to this operation's function. */
  Request sendTick(String type) {
    return QueueBatch.of(operation.function(), List.of("{\"type\":\"%s\"}".formatted(type)));
  }

  /** Hands this operation's message to its function, and one that is refused after it. */
  Request sendWithBadMessage() {
    return QueueBatch.of(operation.function(), List.of(message(), "{}"));
  }

  /** Returns the message that is about this scene, to whichever of the functions of queues. */
  public String message() {
    return switch (operation.function()) {
      case "sweep-expired-tokens" -> DueTokens.message(tokenId);
      case "map-provider-notices" -> notice().toString();
      case "send-deregistrations" ->
          "{\"type\":\"deregistrations.send\",\"shard\":%d}".formatted(outboxShard());
      default -> report("ACTIVE").toString();
    };
  }

  Request sendNotice() {
    return new Request("POST", "/local/notices", notice().toString());
  }

  /** Returns a notice that becomes no message. */
  private ObjectNode notice() {
    ObjectNode notice = body("provider", "visa");
    notice
        .put("merchant_id", LocalServerProcess.DEMO_MERCHANT)
        .put("received_at", TokenReports.OCCURRED_AT);
    notice.putObject("query").put("eventType", "KEY_STATUS_UPDATED");
    notice.putObject("body").put("vProvisionedTokenID", name);
    return notice;
  }

  /** Returns the first report of this scene's token. */
  ObjectNode report(String status) {
    ObjectNode report =
        TokenReports.message(customerId.isEmpty() ? name : customerId, name, status);
    TokenReports.token(report).put("provider_token_id", name);
    return report;
  }

  /** Returns a later report of this scene's token. */
  ObjectNode laterReport(String status) {
    return TokenReports.after(report(status));
  }

  /** Returns what the provider says when this scene's token has another status. */
  ObjectNode change(String status) {
    ObjectNode change = report(status);
    change.put("type", "token.changed").put("notification_id", name);
    change.remove("source_sequence");
    change.putObject("token").put("provider_token_id", name);
    change.putObject("change").put("status", status);
    return change;
  }

  /** Returns the report of a token that comes in the place of this scene's token. */
  ObjectNode replacement() {
    ObjectNode report = TokenReports.message(customerId, name + "-new", "ACTIVE");
    TokenReports.token(report).putObject("replaces").put("merchant_token_reference", name);
    return report;
  }

  private ObjectNode expiringReport() {
    ObjectNode report = laterReport("ACTIVE");
    TokenReports.token(report).put("expired_at", FAR_EXPIRY);
    return report;
  }

  private static ObjectNode body(String field, String value) {
    return MerchantClient.JSON.createObjectNode().put(field, value);
  }
}
