package org.clientele.local;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.time.Clock;
import org.clientele.access.IssueTokenRequest;
import org.clientele.auth.AccessTokenIssuer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The running local server: demo data stored, gateway listening, a first token printed. */
public class LocalApplication implements QuarkusApplication {

  static final String PORT = "clientele-local.port";

  private static final int WRONG_OPTION = 2;

  private final LocalGateway gateway;
  private final DemoData demo;
  private final LocalStream stream;
  private final AccessTokenIssuer accessTokens;
  private final Clock clock;
  private final int port;

  LocalApplication(
      LocalGateway gateway,
      DemoData demo,
      LocalStream stream,
      AccessTokenIssuer accessTokens,
      Clock clock,
      @ConfigProperty(name = PORT) int port) {
    this.gateway = gateway;
    this.demo = demo;
    this.stream = stream;
    this.accessTokens = accessTokens;
    this.clock = clock;
    this.port = port;
  }

  @Override
  public int run(String... args) {
    demo.store();
    try {
      welcome(gateway.listen(port));
    } catch (IOException e) {
      System.err.println("clientele: port " + port + " cannot be listened on; is it in use?");
      return WRONG_OPTION;
    }
    stream.start();
    Quarkus.waitForExit();
    return 0;
  }

  private String accessToken() {
    var request =
        new IssueTokenRequest(
            DemoData.CLIENT_ID, DemoData.CLIENT_SECRET, "client_credentials", null);
    return StartCalls.untilDone(() -> accessTokens.issue(request, clock.instant()).accessToken());
  }

  private void welcome(int actualPort) {
    String url = "http://localhost:" + actualPort;
    String token = accessToken();
    String curl = "curl -sS -H \"Authorization: Bearer $TOKEN\" ";
    System.out.printf(
        """
        Clientele serves %1$s. Ctrl-C stops it.
        Customers to try: %1$s/local
        The API to try:   %1$s

        An access token of %3$s / %4$s, good for an hour:

        export TOKEN=%5$s

        Look a customer up, list its payment tokens, create another:

        %2$s'%1$s/api/v1/customer?country_code=%%2B91&mobile_number=9876543210&merchant_customer_reference=82d57572-057c-4826-5775-385a52150554'
        %2$s'%1$s/api/v1/customer/cust-v1-0811030624-aa-RBDgpR/tokens'
        %2$s-H 'Content-Type: application/json' -d '{"merchant_customer_reference": "my-first", "first_name": "Asha"}' '%1$s/api/v1/customer'
        """,
        url, curl, DemoData.CLIENT_ID, DemoData.CLIENT_SECRET, token);
    System.out.flush();
  }
}
