#!/usr/bin/env bash
# braintree-java 3.52.0 and Juspay's expresscheckout 1.1.2, on JDK 17: a sale and a refund whose answer is lost, because
# the connection is closed after the request was read, are sent once more before the caller hears of anything. Expected:
# one request and an exception. Neither client has repeats of its own; the JDK's HttpURLConnection underneath repeats a
# POST, and nothing tells the second from the first. Run with -Dsun.net.http.retryPost=false, each is sent once.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.braintreepayments.gateway</groupId>
      <artifactId>braintree-java</artifactId>
      <version>3.52.0</version>
    </dependency>
    <dependency>
      <groupId>in.juspay</groupId>
      <artifactId>expresscheckout</artifactId>
      <version>1.1.2</version>
    </dependency>
  </dependencies>
</project>
POM
mvn -q -ntp -Dstyle.color=never org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=jars
# Juspay's client speaks TLS alone.
keytool -genkeypair -alias server -keyalg EC -dname CN=localhost -ext san=ip:127.0.0.1 -storepass password \
  -keystore server.p12 2>/dev/null

cat >Pay.java <<'JAVA'
import com.braintreegateway.BraintreeGateway;
import com.braintreegateway.Environment;
import com.braintreegateway.TransactionRequest;
import in.juspay.model.JuspayEnvironment;
import in.juspay.model.Order;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;

public class Pay {
  public static void main(String[] args) throws Exception {
    try (ServerSocket server = serve(ServerSocketFactory.getDefault())) {
      var environment =
          new Environment("http://127.0.0.1:" + server.getLocalPort(), "", new String[0], "example");
      var gateway = new BraintreeGateway(environment, "merchant", "public", "private");
      var sale = new TransactionRequest().amount(new BigDecimal("10.00")).paymentMethodToken("token");
      call("braintree", () -> gateway.transaction().sale(sale));
    }
    try (ServerSocket server = serve(SSLServerSocketFactory.getDefault())) {
      JuspayEnvironment.withBaseUrl("https://127.0.0.1:" + server.getLocalPort())
          .withApiKey("key")
          .withMerchantId("merchant");
      call("juspay", () -> Order.refund("order", Map.of("unique_request_id", "r1", "amount", "10.00")));
    }
  }

  private static void call(String client, Callable<?> call) {
    try {
      call.call();
    } catch (Exception e) {
      System.out.println(client + ": " + e.getClass().getSimpleName());
    }
  }

  /** Starts a server that reads each request and closes the connection. */
  private static ServerSocket serve(ServerSocketFactory factory) throws Exception {
    ServerSocket server = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var thread =
        new Thread(
            () -> {
              while (true) {
                try (var connection = server.accept()) {
                  readRequest(new BufferedReader(new InputStreamReader(connection.getInputStream())));
                } catch (Exception e) {
                  return;
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private static void readRequest(BufferedReader request) throws Exception {
    String first = request.readLine();
    int length = 0;
    for (String line = first; !line.isEmpty(); line = request.readLine()) {
      if (line.toLowerCase().startsWith("content-length:")) {
        length = Integer.parseInt(line.substring("content-length:".length()).trim());
      }
    }
    var body = new char[length];
    for (int read = 0; read < length; read += request.read(body, read, length - read)) {}
    System.out.println(first);
  }
}
JAVA
pay() {
  java -cp 'jars/*' -Djavax.net.ssl.keyStore=server.p12 -Djavax.net.ssl.keyStorePassword=password \
    -Djavax.net.ssl.trustStore=server.p12 -Djavax.net.ssl.trustStorePassword=password "$@" Pay.java 2>/dev/null
}
seen=$(pay
  echo retryPost=false
  pay -Dsun.net.http.retryPost=false)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'SEEN'
POST /merchants/merchant/transactions HTTP/1.1
POST /merchants/merchant/transactions HTTP/1.1
braintree: UnexpectedException
POST /orders/order/refunds HTTP/1.1
POST /orders/order/refunds HTTP/1.1
juspay: APIConnectionException
retryPost=false
POST /merchants/merchant/transactions HTTP/1.1
braintree: UnexpectedException
POST /orders/order/refunds HTTP/1.1
juspay: APIConnectionException
SEEN
