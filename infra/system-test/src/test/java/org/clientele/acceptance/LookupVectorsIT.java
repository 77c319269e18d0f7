package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.clientele.testing.ContractVectors;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TemporaryCustomers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract's test vectors say of lookups and of telephone numbers. */
@Tag("archive")
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class LookupVectorsIT {

  private static final JsonNode DOCUMENTED =
      ContractVectors.at("/documented/get_customer_details/response");

  private final LocalServerProcess server;
  private final MerchantClient client;
  private final TemporaryCustomers customers;

  LookupVectorsIT(LocalServerProcess server) {
    this.server = server;
    this.client = server.otherMerchant();
    this.customers = new TemporaryCustomers(client);
  }

  @AfterEach
  void freeNames() {
    customers.close();
  }

  static List<JsonNode> lookups() {
    return ContractVectors.list("/lookup");
  }

  @ParameterizedTest
  @MethodSource("lookups")
  void lookupIsAnsweredAsTheVectorSays(JsonNode lookup) {
    String query = lookup.path("query_raw").asText();

    Answer answer =
        server.demoMerchant().get("/api/v1/customer" + (query.isEmpty() ? "" : "?" + query));

    assertThat(answer.status()).isEqualTo(lookup.path("expect").asInt());
    if (answer.status() == 200) {
      assertThat(answer.json()).isEqualTo(DOCUMENTED);
    } else {
      assertThat(answer.field("code")).isEqualTo("INVALID_REQUEST");
      assertThat(answer.reason()).contains(lookup.path("field").asText());
    }
  }

  static List<JsonNode> countryCodes() {
    return ContractVectors.list("/phone_normalisation/cases");
  }

  @ParameterizedTest
  @MethodSource("countryCodes")
  void countryCodeIsNormalisedInAQuery(JsonNode written) {
    ObjectNode body = withMobileNumber();
    body.put("country_code", written.path("normalised").asText("91"));
    Answer created = customers.created(body.toString());

    Answer answer =
        client.get(
            "/api/v1/customer?"
                + written.path("query_raw").asText()
                + "&mobile_number=9876543210&merchant_customer_reference=with-number");

    if (written.has("expect")) {
      assertThat(answer.status()).isEqualTo(written.path("expect").asInt());
      assertThat(answer.reason()).isEqualTo("country_code");
    } else {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(answer.json()).isEqualTo(created.json());
    }
  }

  @ParameterizedTest
  @MethodSource("countryCodes")
  void countryCodeIsNormalisedInABody(JsonNode written) {
    ObjectNode body = withMobileNumber().set("country_code", written.path("decoded"));

    Answer answer = customers.create(body.toString());

    // What is empty is absent there, and India's code is taken then.
    boolean isEmpty = written.path("decoded").asText().isEmpty();
    if (written.has("expect") && !isEmpty) {
      assertThat(answer.status()).isEqualTo(written.path("expect").asInt());
      assertThat(answer.reason()).isEqualTo("country_code");
    } else {
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertThat(answer.field("country_code"))
          .isEqualTo(isEmpty ? "91" : written.path("normalised").asText());
    }
  }

  private static ObjectNode withMobileNumber() {
    return MerchantClient.JSON
        .createObjectNode()
        .put("merchant_customer_reference", "with-number")
        .put("mobile_number", "9876543210");
  }

  @Test
  void bothKindsOfCountryCodesAreInTheVectors() {
    assertThat(lookups()).hasSize(6);
    assertThat(countryCodes()).hasSize(7);
    assertThat(countryCodes().stream().filter(written -> written.has("expect"))).hasSize(3);
    assertThat(sameCustomer()).hasSize(2);
    assertThat(differentCustomers()).hasSize(2);
  }

  static List<JsonNode> sameCustomer() {
    return ContractVectors.list("/phone_normalisation/same_customer_pairs");
  }

  @ParameterizedTest
  @MethodSource("sameCustomer")
  void sameNumberInAnotherWritingIsTheSameCustomer(JsonNode pair) {
    Answer first = customers.created(pair.path(0).toString());
    Answer second = customers.created(pair.path(1).toString());

    assertThat(second.json()).isEqualTo(first.json());
  }

  static List<JsonNode> differentCustomers() {
    return ContractVectors.list("/phone_normalisation/different_customer_pairs");
  }

  @ParameterizedTest
  @MethodSource("differentCustomers")
  void anotherNumberIsAnotherCustomer(JsonNode pair) {
    Answer first = customers.created(pair.path(0).toString());
    Answer second = customers.created(pair.path(1).toString());

    assertThat(second.field("customer_id")).isNotEqualTo(first.field("customer_id"));
    assertThat(customers.get(first).json()).isEqualTo(first.json());
    assertThat(customers.get(second).json()).isEqualTo(second.json());
  }
}
