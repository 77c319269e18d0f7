package org.clientele.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.clientele.testing.MerchantClient.Answer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One use of a function: what there has to be before, what is sent, and what is true afterwards,
 * however often it is sent.
 *
 * @param function its name in the template
 * @param name of this use of it
 * @param status of the answer, in which {@code field} has {@code value}
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

  /** Functions whose answers are kept under an {@code Idempotency-Key}. */
  private static final Set<String> KEYED =
      Set.of("create-customer", "update-customer", "delete-token");

  /**
   * What is stored for a scene once an operation is done.
   *
   * @param customerVersion 0 if there is no customer
   * @param tokenStatus "" if there is no token
   */
  public record After(int customerVersion, String tokenStatus, int tokenVersion) {

    static final After NOTHING = new After(0, "", 0);

    static After customer(int version) {
      return new After(version, "", 0);
    }

    After andToken(String status, int version) {
      return new After(customerVersion, status, version);
    }
  }

  /** Whether a request that is repeated under an {@code Idempotency-Key} gets its first answer. */
  public boolean takesKey() {
    return KEYED.contains(function);
  }

  /** Whether it finds what it asks for, and is not refused. */
  public boolean succeeds() {
    return status < 400;
  }

  /** Whether what it asks for belongs to a merchant, who is known by an access token. */
  public boolean needsAccessToken() {
    return !Set.of("issue-token", "record-tokens", "sweep-expired-tokens", "refuse-unknown-route")
        .contains(function);
  }

  /** Requires that an answer is the expected one. */
  public void requireExpected(Answer answer) {
    assertThat(answer.status()).as("%s: %s", this, answer.text()).isEqualTo(status);
    assertThat(answer.field(field)).as("%s: %s", this, answer.text()).isEqualTo(value);
  }

  /**
   * Requires that the store holds what this operation makes of a scene, and nothing twice.
   *
   * @param answer of the operation, which tells a new customer's id
   */
  public void requireDone(Scene scene, Answer answer, FaultyDynamoDb store) {
    String customerId = status == 201 ? answer.field("customer_id") : scene.customerId();
    Map<String, Map<String, AttributeValue>> items = new HashMap<>();
    store
        .client()
        .queryPaginator(
            query ->
                query
                    .tableName(store.table("CustomersTable"))
                    .consistentRead(true)
                    .keyConditionExpression("pk = :pk")
                    .expressionAttributeValues(
                        Map.of(
                            ":pk",
                            AttributeValue.fromS(
                                LocalServerProcess.DEMO_MERCHANT + "#" + customerId))))
        .items()
        .forEach(
            item -> items.put(requireNonNull(item.get("sk")).s().replaceFirst("#.*", ""), item));
    assertThat(stored(items)).as("%s: %s", this, items).isEqualTo(after);
  }

  private static After stored(Map<String, Map<String, AttributeValue>> items) {
    After customer = After.customer(version(items.getOrDefault("customer", Map.of())));
    Map<String, AttributeValue> token = items.get("token");
    return token == null
        ? customer
        : customer.andToken(requireNonNull(token.get("status")).s(), version(token));
  }

  private static int version(Map<String, AttributeValue> item) {
    return Integer.parseInt(item.getOrDefault("version", AttributeValue.fromN("0")).n());
  }

  @Override
  public String toString() {
    return function + ": " + name;
  }
}
