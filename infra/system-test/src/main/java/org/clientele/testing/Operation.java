package org.clientele.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.clientele.testing.MerchantClient.Answer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One use of a function: what there has to be before, what is sent, and what is true afterwards,
 * however often it is sent.
 *
 * @param function its name in the template
 * @param name of this use of it
 * @param status of the answer
 * @param field of the answer that has {@code value}; slashes lead into objects and arrays
 */
public record Operation(
    String function,
    String name,
    Scene.Before before,
    Function<Scene, Request> request,
    int status,
    String field,
    String value,
    After after) {

  /**
   * What is stored for a scene once an operation is done.
   *
   * @param customerVersion 0 if there is no customer
   * @param tokenStatus "" if there is no token
   * @param tokens how many the customer is said to have
   * @param namesDefault whether the customer names the token as its default
   * @param isDefault whether the token says that it is the default
   * @param deregistration whether the token's providers, or those of its deleted customer, are to
   *     be asked or were asked to end it; "" if neither
   */
  public record After(
      int customerVersion,
      String tokenStatus,
      int tokenVersion,
      int tokens,
      boolean namesDefault,
      boolean isDefault,
      String deregistration) {

    static final After NOTHING_STORED = customer(0);

    static After customer(int version) {
      return new After(version, "", 0, 0, false, false, "");
    }

    After andToken(String status, int version) {
      return new After(customerVersion, status, version, 1, false, false, "");
    }

    /** And a token that was the default when its customer was deleted. */
    After andFormerDefaultToken(String status, int version) {
      return new After(customerVersion, status, version, 1, false, true, "");
    }

    After andDefaultToken(String status, int version) {
      return new After(customerVersion, status, version, 1, true, true, "");
    }

    After andDeregistration(String stage) {
      return new After(
          customerVersion, tokenStatus, tokenVersion, tokens, namesDefault, isDefault, stage);
    }

    /** And as many more as make that number, which it has replaced. */
    After of(int number) {
      return new After(
          customerVersion,
          tokenStatus,
          tokenVersion,
          number,
          namesDefault,
          isDefault,
          deregistration);
    }
  }

  /** Makes an operation, step by step. */
  static final class Builder {

    private final String function;
    private final String name;
    private Scene.Before before = Scene.Before.NOTHING;
    private Function<Scene, Request> request = Scene::request;
    private int status;
    private String field = "";
    private String value = "";

    private Builder(String function, String name) {
      this.function = function;
      this.name = name;
    }

    Builder given(Scene.Before before, Function<Scene, Request> request) {
      this.before = before;
      this.request = request;
      return this;
    }

    Builder answers(int status, String field, String value) {
      this.status = status;
      this.field = field;
      this.value = value;
      return this;
    }

    Operation leaves(After after) {
      return new Operation(function, name, before, request, status, field, value, after);
    }
  }

  /** Begins the description of a use of a function. */
  static Builder use(String function, String name) {
    return new Builder(function, name);
  }

  /** Whether it takes what a table's stream says. */
  public boolean isOfStream() {
    return function.equals("index-customers");
  }

  /** Whether a request that is repeated under an {@code Idempotency-Key} gets its first answer. */
  public boolean takesKey() {
    return described().filter(OpenApi.Endpoint::takesKey).isPresent();
  }

  /** Whether it finds what it asks for, and is not refused. */
  public boolean succeeds() {
    return status < 400;
  }

  /** Whether what it asks for belongs to a merchant, who is known by an access token. */
  public boolean needsAccessToken() {
    return !scopes().isEmpty();
  }

  /** Returns the scopes of which an access token must have one; none if it needs no token. */
  public List<String> scopes() {
    return described().map(OpenApi.Endpoint::scopes).orElse(List.of());
  }

  /**
   * Returns what {@code openapi.yaml} says of it; nothing if it takes messages or unknown paths.
   */
  private Optional<OpenApi.Endpoint> described() {
    return MerchantClient.OPEN_API.endpoints().stream()
        .filter(endpoint -> endpoint.id().equals(function))
        .findFirst();
  }

  /** Whether an answer is the expected one. */
  public boolean isExpected(Answer answer) {
    return answer.status() == status && answer.json().at("/" + field).asText().equals(value);
  }

  /** Requires that an answer is the expected one. */
  public void requireExpected(Answer answer) {
    assertThat(isExpected(answer))
        .as("%s gives %d, %s %s: %d %s", this, status, field, value, answer.status(), answer.text())
        .isTrue();
  }

  /**
   * Requires that the store holds what this operation makes of a scene, and nothing twice.
   *
   * @param answer of the operation, which tells a new customer's id
   */
  public void requireDone(Scene scene, Answer answer, FaultyDynamoDb store) {
    String customerId = status == 201 ? answer.field("customer_id") : scene.customerId();
    List<Map<String, AttributeValue>> items = store.itemsOf(customerId);
    List<Map<String, AttributeValue>> outbox = store.outboxOf(customerId);
    assertThat(stored(items, outbox)).as("%s: %s, %s", this, items, outbox).isEqualTo(after);
    assertThat(store.historyOf(customerId))
        .as("%s: an entry for each version but the first", this)
        .extracting(entry -> number(entry, "version"))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(2, after.customerVersion()).boxed().toList());
  }

  private static After stored(
      List<Map<String, AttributeValue>> items, List<Map<String, AttributeValue>> outbox) {
    Map<String, AttributeValue> customer = kind("customer", items);
    Map<String, AttributeValue> token = kind("token#", items);
    AttributeValue defaultTokenId = customer.get("default_token_id");
    return new After(
        number(customer, "version"),
        token.getOrDefault("status", AttributeValue.fromS("")).s(),
        number(token, "version"),
        number(kind("token-count", items), "count"),
        defaultTokenId != null
            && AttributeValue.fromS("token#" + defaultTokenId.s()).equals(token.get("sk")),
        AttributeValue.fromBool(true).equals(token.get("is_default")),
        kind("deregistration", outbox)
            .getOrDefault("deregistration_stage", AttributeValue.fromS(""))
            .s()
            .replaceFirst("#.*", ""));
  }

  /** Returns the only item of a kind that none has replaced; an empty one if there is none. */
  private static Map<String, AttributeValue> kind(
      String sortKey, List<Map<String, AttributeValue>> items) {
    List<Map<String, AttributeValue>> found =
        items.stream()
            .filter(item -> requireNonNull(item.get("sk")).s().startsWith(sortKey))
            .filter(item -> !item.containsKey("replaced_by"))
            .toList();
    assertThat(found).hasSizeLessThanOrEqualTo(1);
    return found.isEmpty() ? Map.of() : found.get(0);
  }

  private static int number(Map<String, AttributeValue> item, String name) {
    return Integer.parseInt(item.getOrDefault(name, AttributeValue.fromN("0")).n());
  }

  @Override
  public String toString() {
    return function + ": " + name;
  }
}
