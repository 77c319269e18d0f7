package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.local.TestingServer.json;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TenancyIT {

  private static final String THEIRS = "cust-v1-0811030624-aa-RBDgpR";
  private static final String NOBODYS = "cust-v1-000000000000-aa-nobody";

  @Test
  void anotherMerchantsCustomerIsAnsweredAsAnUnknownOne() throws Exception {
    try (var server = TestingServer.start()) {
      String stranger = server.accessToken("other-merchant", "other-secret");
      for (String path : List.of("", "/tokens")) {
        assertThat(answer(server, stranger, "GET", "/" + THEIRS + path, null))
            .isEqualTo(answer(server, stranger, "GET", "/" + NOBODYS + path, null))
            .containsEntry(":status", "404");
      }
      assertThat(answer(server, stranger, "PATCH", "/" + THEIRS, "{\"first_name\": \"Eve\"}"))
          .isEqualTo(answer(server, stranger, "PATCH", "/" + NOBODYS, "{\"first_name\": \"Eve\"}"))
          .containsEntry(":status", "404");
      String phone = "?country_code=91&mobile_number=9876543210&merchant_customer_reference=";
      assertThat(
              answer(server, stranger, "GET", phone + "82d57572-057c-4826-5775-385a52150554", null))
          .isEqualTo(answer(server, stranger, "GET", phone + "nobody", null))
          .containsEntry(":status", "404");

      var owners = server.send("GET", "/api/v1/customer/" + THEIRS);

      assertThat(json(owners).get("first_name").asText()).isEqualTo("Kevin");
    }
  }

  /** Returns status, headers and body, but for what names the very request. */
  private static Map<String, String> answer(
      TestingServer server, String token, String method, String path, @Nullable String body)
      throws Exception {
    var response = server.send(token, method, "/api/v1/customer" + path, body);
    Map<String, String> answer = new TreeMap<>();
    response.headers().map().forEach((name, values) -> answer.put(name, values.toString()));
    assertThat(answer).containsKey("request-id");
    answer.remove("request-id");
    answer.put(":status", String.valueOf(response.statusCode()));
    answer.put(":body", response.body());
    return answer;
  }
}
