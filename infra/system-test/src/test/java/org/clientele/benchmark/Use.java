package org.clientele.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.clientele.testing.Deadline;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Request;
import org.clientele.testing.TokenReports;

/**
 * A use of a function that is measured.
 *
 * @param requests makes, for the merchant of a server, what gives one request after the other; what
 *     such a request needs is brought about before by other functions
 */
record Use(String name, String function, Function<MerchantClient, Supplier<Request>> requests) {

  private static final String CUSTOMERS = "/api/v1/customer";

  /** Of the demo data, with one token. */
  static final String CUSTOMER = CUSTOMERS + "/cust-v1-0811030624-aa-RBDgpR";

  private static final String TOKEN_ID = "token-v1-1234567890-aa-ABCDEF";
  private static final String FIELD = "/api/v1/custom-fields/tier";
  private static final String DEFINITION = "{\"type\": \"string\"}";

  static final Use GET = get("get-customer", CUSTOMER);

  private static final Use CREATE = each("create-customer", Use::create);
  private static final Use LOOKUP =
      get(
          "lookup-customer",
          CUSTOMERS
              + "?country_code=91&mobile_number=9876543210"
              + "&merchant_customer_reference=82d57572-057c-4826-5775-385a52150554");

  /** Those that archives are compared by. */
  static final List<Use> COMPARED =
      Stream.concat(Stream.of(GET, CREATE, LOOKUP), Stream.of(1, 10, 100, 500).map(Use::listTokens))
          .toList();

  /** One of each function of the API at least. */
  static final List<Use> ALL =
      List.of(
          each("issue-token", Use::issueToken),
          get("get-jwk-set", "/.well-known/jwks.json"),
          CREATE,
          LOOKUP,
          get("list-customers", "/api/v1/customers?status=ACTIVE"),
          new Use("list-customers, search", "list-customers", Use::search),
          GET,
          each("update-customer", Use::update),
          each("delete-customer", owner -> new Request("DELETE", newCustomer(owner), "")),
          get("get-history", CUSTOMER + "/history"),
          get("list-tokens", CUSTOMER + "/tokens"),
          get("get-token", CUSTOMER + "/tokens/" + TOKEN_ID),
          each("delete-token", owner -> delete(newToken(owner, newCustomer(owner)))),
          get("get-token-by-id", "/api/v1/tokens/" + TOKEN_ID),
          each("delete-token-by-id", Use::deleteTokenById),
          new Use("set-default-token", "set-default-token", Use::setDefault),
          new Use("clear-default-token", "clear-default-token", Use::clearDefault),
          each("put-custom-field", owner -> new Request("PUT", FIELD, DEFINITION)),
          get("get-custom-field", FIELD),
          get("list-custom-fields", "/api/v1/custom-fields"),
          each("delete-custom-field", Use::deleteField));

  private static Use each(String function, Function<MerchantClient, Request> request) {
    return new Use(function, function, owner -> () -> request.apply(owner));
  }

  private static Use get(String function, String path) {
    return each(function, owner -> Request.get(path));
  }

  private static Request issueToken(MerchantClient unused) {
    return new Request(
        "POST",
        "/api/auth/v1/token",
        """
        {"client_id": "%s", "client_secret": "demo-secret", "grant_type": "client_credentials"}
        """
            .formatted(LocalServerProcess.DEMO_MERCHANT));
  }

  private static Request create(MerchantClient unused) {
    return new Request(
        "POST",
        CUSTOMERS,
        """
        {"merchant_customer_reference": "%s", "first_name": "Asha", "last_name": "Iyer",
         "email_id": "asha@example.com", "billing_address": {"city": "Pune", "country": "India"}}
        """
            .formatted(UUID.randomUUID()));
  }

  private static Request update(MerchantClient unused) {
    return new Request(
        "PATCH", CUSTOMER, "{\"merchant_metadata\": {\"order\": \"%s\"}}".formatted(letters()));
  }

  /** Digits could be taken for a card number. */
  private static String letters() {
    return UUID.randomUUID().toString().replaceAll("[^a-f]", "");
  }

  /** Returns once the index has the demo customers, of which the store's stream tells it. */
  private static Supplier<Request> search(MerchantClient owner) {
    Request search = Request.get("/api/v1/customers?search=asha");
    Deadline deadline = Deadline.start();
    while (!search.sendBy(owner).text().contains("customer_id")) {
      deadline.requireNotPassed("the search index");
    }
    return () -> search;
  }

  private static Request delete(String tokenPath) {
    return new Request(
        "POST",
        tokenPath + "/delete",
        "{\"merchant_unique_reference\": \"%s\"}".formatted(UUID.randomUUID()));
  }

  private static Request deleteTokenById(MerchantClient owner) {
    String path = newToken(owner, newCustomer(owner));
    return new Request("POST", path.replaceFirst(".*/tokens/", "/api/v1/tokens/") + "/delete", "");
  }

  private static Supplier<Request> setDefault(MerchantClient owner) {
    Request set = setDefaultOfNew(owner);
    return () -> {
      required(new Request("DELETE", set.path(), ""), owner);
      return set;
    };
  }

  private static Supplier<Request> clearDefault(MerchantClient owner) {
    Request set = setDefaultOfNew(owner);
    return () -> {
      required(set, owner);
      return new Request("DELETE", set.path(), "");
    };
  }

  private static Request setDefaultOfNew(MerchantClient owner) {
    String customer = newCustomer(owner);
    String tokenId = newToken(owner, customer).replaceFirst(".*/", "");
    return new Request(
        "PUT", customer + "/default-token", "{\"token_id\": \"%s\"}".formatted(tokenId));
  }

  private static Request deleteField(MerchantClient owner) {
    required(new Request("PUT", FIELD, DEFINITION), owner);
    return new Request("DELETE", FIELD, "");
  }

  /** Returns list-tokens of so many tokens. */
  static Use listTokens(int count) {
    return new Use(
        "list-tokens, " + count,
        "list-tokens",
        owner -> {
          String customer = newCustomer(owner);
          for (int i = 0; i < count; i++) {
            report(owner, customer);
          }
          Request list = Request.get(customer + "/tokens");
          assertThat(required(list, owner).json().path("total_tokens").asInt()).isEqualTo(count);
          return () -> list;
        });
  }

  /** Returns the path of a new customer. */
  private static String newCustomer(MerchantClient owner) {
    return CUSTOMERS + "/" + required(create(owner), owner).field("customer_id");
  }

  /** Returns the path of a new token, the only one of a customer. */
  private static String newToken(MerchantClient owner, String customer) {
    report(owner, customer);
    Answer listed = required(Request.get(customer + "/tokens"), owner);
    return customer + "/tokens/" + listed.json().at("/tokens/0/token_id").asText();
  }

  private static void report(MerchantClient owner, String customer) {
    new TokenReports(owner)
        .record(
            TokenReports.message(
                customer.replaceFirst(".*/", ""), UUID.randomUUID().toString(), "ACTIVE"));
  }

  private static Answer required(Request request, MerchantClient owner) {
    Answer answer = request.sendBy(owner);
    assertThat(answer.status()).as("%s: %s", request, answer.text()).isBetween(200, 299);
    return answer;
  }
}
