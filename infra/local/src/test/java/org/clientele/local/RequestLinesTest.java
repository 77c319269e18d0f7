package org.clientele.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class RequestLinesTest {

  private static final String PATH = "/api/v1/customer/cust-v1-0811030624-aa-RBDgpR";
  private static final String ROUTE = "/api/v1/customer/{customer_id}";
  private static final long SEVEN_MILLIS = 7_000_000;

  private static ObjectNode answer(int status) {
    ObjectNode answer = new ObjectMapper().createObjectNode().put("statusCode", status);
    answer.putObject("headers").put("Request-ID", "some-id");
    return answer;
  }

  @Test
  void lineOfASuccessShowsThePath() {
    assertThat(RequestLines.line("GET", PATH, ROUTE, answer(200), "", SEVEN_MILLIS))
        .isEqualTo("GET " + PATH + " 200 7 ms some-id");
  }

  @Test
  void lineOfARefusalShowsItsCodeAndNothingThatTheCallerChose() {
    String path = "/api/v1/customer/4111111111111111";

    assertThat(
            RequestLines.line("GET", path, ROUTE, answer(404), "CUSTOMER_NOT_FOUND", SEVEN_MILLIS))
        .isEqualTo("GET " + ROUTE + " 404 7 ms some-id CUSTOMER_NOT_FOUND");
  }
}
