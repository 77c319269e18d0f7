import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.AuthenticationApi;
import org.openapitools.client.api.CustomersApi;
import org.openapitools.client.api.TokensApi;
import org.openapitools.client.model.AccessTokenRequest;
import org.openapitools.client.model.AccessTokenType;
import org.openapitools.client.model.AddressDetails;
import org.openapitools.client.model.CardType;
import org.openapitools.client.model.CreateCustomerRequest;
import org.openapitools.client.model.CustomerResponse;
import org.openapitools.client.model.CustomerStatus;
import org.openapitools.client.model.DeleteTokenRequest;
import org.openapitools.client.model.GrantType;
import org.openapitools.client.model.PaymentMethod;
import org.openapitools.client.model.SetDefaultTokenRequest;
import org.openapitools.client.model.Token;
import org.openapitools.client.model.TokenStatus;
import org.openapitools.client.model.UpdateCustomerRequest;

class Story {
  private static final String URL = System.getenv("CLIENTELE_URL");
  private static final String REFERENCE = System.getenv("REFERENCE");
  private static final String MOBILE_NUMBER = System.getenv("MOBILE_NUMBER");

  private static final ApiClient client = new ApiClient();
  private static CustomersApi customers;
  private static TokensApi tokens;
  private static CustomerResponse customer;
  private static Token token;

  interface Step {
    void run() throws Exception;
  }

  public static void main(String[] arguments) {
    client.updateBaseUri(URL);
    step("token", Story::token);
    step("create", Story::create);
    step("get", () -> equal(customers.getCustomer(customer.getCustomerId(), null), customer));
    step(
        "lookup",
        () -> equal(customers.lookupCustomer("+91", MOBILE_NUMBER, REFERENCE, null), customer));
    step("update", Story::update);
    step("list", Story::list);
    step("default", Story::makeDefault);
    step(
        "clear",
        () ->
            equal(
                tokens
                    .clearDefaultToken(customer.getCustomerId(), null, null)
                    .getDefaultTokenId(),
                null));
    step("delete", Story::delete);
    step("400", Story::invalid);
    step("404", Story::notFound);
    step("replay", Story::replay);
  }

  private static void token() throws ApiException {
    var answer =
        new AuthenticationApi(client)
            .issueToken(
                new AccessTokenRequest()
                    .clientId("demo-merchant")
                    .clientSecret("demo-secret")
                    .grantType(GrantType.CLIENT_CREDENTIALS),
                null);

    equal(answer.getTokenType(), AccessTokenType.BEARER);
    equal(answer.getExpiresIn(), 3600);
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + answer.getAccessToken()));
    customers = new CustomersApi(client);
    tokens = new TokensApi(client);
  }

  private static ApiResponse<CustomerResponse> sendCreate() throws ApiException {
    var request =
        new CreateCustomerRequest()
            .merchantCustomerReference(REFERENCE)
            .countryCode("+91")
            .mobileNumber(MOBILE_NUMBER)
            .firstName("Asha")
            .lastName("Iyer")
            .emailId("asha@example.com")
            .billingAddress(
                new AddressDetails().address1("1 MG Road").city("Bengaluru").pincode("560001"))
            .merchantMetadata(Map.of("tier", "gold", "note", "old"));
    return customers.createCustomerWithHttpInfo(request, REFERENCE + "-create", null);
  }

  private static void create() throws ApiException {
    var answer = sendCreate();

    equal(answer.getStatusCode(), 201);
    equal(answer.getHeaders().get("etag"), List.of("\"1\""));
    customer = answer.getData();
    equal(customer.getMerchantCustomerReference(), REFERENCE);
    equal(customer.getCountryCode(), "91");
    equal(customer.getMobileNumber(), MOBILE_NUMBER);
    equal(customer.getFirstName(), "Asha");
    equal(customer.getLastName(), "Iyer");
    equal(customer.getEmailId(), "asha@example.com");
    equal(customer.getBillingAddress().getAddress1(), "1 MG Road");
    equal(customer.getBillingAddress().getCity(), "Bengaluru");
    equal(customer.getBillingAddress().getPincode(), "560001");
    equal(customer.getMerchantMetadata(), Map.of("tier", "gold", "note", "old"));
    equal(customer.getStatus(), CustomerStatus.INACTIVE);
  }

  private static void update() throws ApiException {
    var metadata = new HashMap<String, String>();
    metadata.put("note", null);
    metadata.put("since", "2026");
    var request =
        new UpdateCustomerRequest()
            .status(CustomerStatus.ACTIVE)
            .lastName(null)
            .billingAddress(new AddressDetails().city(null))
            .merchantMetadata(metadata);
    var updated = customers.updateCustomer(customer.getCustomerId(), request, null, null, null);

    equal(updated.getStatus(), CustomerStatus.ACTIVE);
    equal(updated.getFirstName(), "Asha");
    equal(updated.getLastName(), null);
    equal(updated.getBillingAddress().getAddress1(), "1 MG Road");
    equal(updated.getBillingAddress().getCity(), null);
    equal(updated.getMerchantMetadata(), Map.of("tier", "gold", "since", "2026"));
  }

  private static void list() throws Exception {
    recordToken();
    var answer = tokens.listTokens(customer.getCustomerId(), null, null);

    equal(answer.getTotalTokens(), 1);
    token = answer.getTokens().get(0);
    equal(token.getStatus(), TokenStatus.ACTIVE);
    equal(token.getPaymentMethod(), PaymentMethod.CARD);
    equal(token.getExpiredAt().getYear(), 2099);
    equal(token.getCardData().getLast4Digit(), "0007");
    equal(token.getCardData().getCardType(), CardType.DEBIT);
    equal(token.getCardData().getEmi(), false);
  }

  private static void recordToken() throws Exception {
    var message = System.getenv("TOKEN_RECORDED").replace("CUSTOMER_ID", customer.getCustomerId());
    var request =
        HttpRequest.newBuilder(URI.create(URL + "/local/tokens"))
            .POST(HttpRequest.BodyPublishers.ofString(message))
            .build();
    equal(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode(), 200);
  }

  private static void makeDefault() throws ApiException {
    var request = new SetDefaultTokenRequest().tokenId(token.getTokenId());
    var updated = tokens.setDefaultToken(customer.getCustomerId(), request, null, null);
    equal(updated.getDefaultTokenId(), token.getTokenId());
  }

  private static void delete() throws ApiException {
    var request = new DeleteTokenRequest().merchantUniqueReference("removal-1");
    var deleted =
        tokens.deleteToken(customer.getCustomerId(), token.getTokenId(), request, null, null);

    equal(deleted.getTokenId(), token.getTokenId());
    equal(deleted.getStatus(), TokenStatus.DEACTIVATED);
    equal(deleted.getMerchantUniqueReference(), "removal-1");
  }

  private static void invalid() throws Exception {
    var error =
        refused(
            400,
            () ->
                customers.createCustomer(
                    new CreateCustomerRequest().firstName("Asha"), null, null));
    equal(error.get("code").textValue(), "INVALID_REQUEST");
    equal(
        error.at("/additional_error_details/reason").textValue(), "merchant_customer_reference");
  }

  private static void notFound() throws Exception {
    var error = refused(404, () -> customers.getCustomer("cust-unknown", null));
    equal(error.get("code").textValue(), "CUSTOMER_NOT_FOUND");
  }

  private static void replay() throws ApiException {
    var answer = sendCreate();
    equal(answer.getStatusCode(), 201);
    equal(answer.getHeaders().get("idempotent-replayed"), List.of("true"));
    equal(answer.getData(), customer);
  }

  /** The error's body: this client leaves it as text. */
  private static JsonNode refused(int status, Step call) throws Exception {
    try {
      call.run();
    } catch (ApiException e) {
      equal(e.getCode(), status);
      return new ObjectMapper().readTree(e.getResponseBody());
    }
    throw new AssertionError("not refused");
  }

  private static void step(String name, Step step) {
    try {
      step.run();
      System.out.println("STEP " + name + " ok");
    } catch (Exception | AssertionError e) {
      e.printStackTrace();
      System.out.println("STEP " + name + " failed");
    }
  }

  private static void equal(Object seen, Object expected) {
    if (!Objects.equals(seen, expected)) {
      throw new AssertionError(seen + " instead of " + expected);
    }
  }
}
