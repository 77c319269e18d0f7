package org.clientele.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.text.Normalizer.Form.NFKD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.clientele.testing.ContractOracle;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.RandomInput;
import org.clientele.testing.RawConnection;
import org.clientele.testing.SharedServer;
import org.clientele.testing.TestScale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Requests made by chance from what is allowed, checked by a reading of the contract of the test's
 * own: what has to be accepted is, and is read back equal; everything else is refused in the shape
 * of errors, for a reason that there is, without a word of what was sent.
 */
@ExtendWith(SharedServer.class)
@ResourceLock(LocalServerProcess.OTHER_MERCHANT)
class MutatedInputIT {

  private static final int REQUESTS = TestScale.of(1_000, 100_000);
  private static final int THREADS = 4;
  private static final int NOISE_PATIENCE_MILLIS = 300;
  private static final String CREATE = "/api/v1/customer";
  private static final String LIST = "/api/v1/customers";
  private static final String FIELDS = "/api/v1/custom-fields/";

  /** What the HTTP server says without a body to what is no request. */
  private static final List<String> OF_THE_HTTP_SERVER =
      List.of("400", "413", "414", "417", "431", "501", "505");

  private static final List<String> OF_THE_SERVER =
      List.of("customer_id", "status", "created_at", "updated_at");

  private final LocalServerProcess server;
  private final String authorization;
  private final String ofOther;
  private final long seed = TestScale.seed();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger callers = new AtomicInteger();
  private final Map<String, LongAdder> outcomes = new ConcurrentSkipListMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  MutatedInputIT(LocalServerProcess server) {
    this.server = server;
    this.authorization = "Authorization: Bearer " + server.accessToken();
    this.ofOther =
        "Authorization: Bearer "
            + server.anyone().issuedAccessToken(LocalServerProcess.OTHER_MERCHANT, "other-secret");
  }

  @Test
  void everythingIsAnsweredAsTheContractSays() throws Exception {
    long begun = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      running.add(threads.submit(() -> new Caller().run()));
    }
    try {
      for (Future<?> thread : running) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("seed " + seed, e);
    } finally {
      threads.shutdownNow();
    }
    System.out.printf(
        "Mutated input: %d requests, seed %d, %d s: %s, wrong %d%n",
        REQUESTS, seed, (System.nanoTime() - begun) / 1_000_000_000, outcomes, wrong.size());

    assertThat(wrong.stream().limit(10).collect(Collectors.joining("\n"))).isEmpty();
    assertThat(outcomes.keySet())
        .contains(
            "create 201",
            "create 400",
            "update 200",
            "update 400",
            "lookup 400",
            "lookup 404",
            "list 200",
            "list 400",
            "cursor 400",
            "define 200",
            "define 400",
            "value 201",
            "value 400");
  }

  /** One of several callers at once, with a connection and a customer of its own. */
  private final class Caller {

    private final int caller = callers.getAndIncrement();
    private final Set<String> defined = new HashSet<>();
    private final RawConnection connection = new RawConnection(server.url());
    private String customerId = "";
    private ObjectNode customer = MerchantClient.JSON.createObjectNode();

    void run() {
      for (int n = next.getAndIncrement(); n < REQUESTS; n = next.getAndIncrement()) {
        var input = new RandomInput(seed, n);
        try {
          switch (input.pick(28)) {
            case 0 -> noise(n, input);
            case 1 -> token(n, input);
            case 2 -> lookup(n, input);
            case 3 -> list(n, input);
            case 4 -> path(n, input);
            case 5, 6, 7, 8, 9 -> update(n, input);
            case 10 -> cursor(n, input);
            case 11, 12 -> list(n, input);
            case 13, 14 -> define(n, input);
            case 15, 16, 17 -> value(n, input);
            default -> create(n, input);
          }
        } catch (RuntimeException | AssertionError e) {
          wrong.add("request %d of seed %d: %s".formatted(n, seed, e));
        }
      }
      connection.close();
    }

    private byte[] body(RandomInput input) {
      ObjectNode body = input.customer();
      for (int i = Math.max(0, input.pick(5) - 1); i > 0; i--) {
        input.mutate(body);
      }
      byte[] written = input.written(body);
      return input.pick(7) == 0 ? input.noisy(written) : written;
    }

    private void create(int n, RandomInput input) {
      byte[] body = body(input);
      ContractOracle contract = ContractOracle.ofCreate(body);

      Answer answer = send("POST", CREATE, body);

      count("create", answer);
      check(n, input, contract, answer, 201, body);
      if (answer.status() == 201 && contract.accepts()) {
        require(n, details(answer).equals(contract.customer()), "created", contract, answer, body);
        require(n, answer.field("status").equals("INACTIVE"), "status", contract, answer, body);
        Answer read = send("GET", CREATE + "/" + answer.field("customer_id"), new byte[0]);
        require(n, read.text().equals(answer.text()), "read back", contract, read, body);
      }
    }

    private void update(int n, RandomInput input) {
      if (customerId.isEmpty()) {
        remember(send("POST", CREATE, input.written(input.customer())));
        count("update", "begun");
        return;
      }
      byte[] body = body(input);
      ContractOracle contract = ContractOracle.ofUpdate(body, customerId, customer);

      Answer answer = send("PATCH", CREATE + "/" + customerId, body);

      count("update", answer);
      check(n, input, contract, answer, 200, body);
      if (answer.status() == 200 && contract.accepts()) {
        require(n, details(answer).equals(contract.customer()), "updated", contract, answer, body);
      }
      Answer read = send("GET", CREATE + "/" + customerId, new byte[0]);
      if (answer.status() == 200) {
        require(n, read.text().equals(answer.text()), "read back", contract, read, body);
      } else {
        require(n, details(read).equals(customer), "unchanged", contract, read, body);
      }
      remember(read);
    }

    /** Keeps the customer to change it next, unless it is past all changes. */
    private void remember(Answer read) {
      customerId = read.field("status").equals("DELETED") ? "" : read.field("customer_id");
      customer = details(read);
    }

    private void token(int n, RandomInput input) {
      ObjectNode request =
          MerchantClient.JSON
              .createObjectNode()
              .put("client_id", input.marker())
              .put("client_secret", input.marker())
              .put("grant_type", "client_credentials");
      if (input.pick(2) == 0) {
        request.put(input.pick(2) == 0 ? "client_id" : "grant_type", input.text());
      }
      for (int i = input.pick(3); i > 0; i--) {
        input.mutate(request);
      }
      byte[] body =
          input.pick(4) == 0 ? input.noisy(input.written(request)) : input.written(request);
      ContractOracle contract = ContractOracle.ofAccessTokenRequest(body);

      Answer answer = send("POST", "/api/auth/v1/token", body);

      count("token", answer);
      check(n, input, contract, answer, 422, body);
    }

    /** What a search finds begins so; that it finds all is tested where nothing is random. */
    private void list(int n, RandomInput input) {
      List<Map.Entry<String, String>> pairs = input.list();
      String query = query(pairs);
      ContractOracle contract = ContractOracle.ofList(pairs);

      Answer answer = send("GET", LIST + "?" + query, new byte[0]);

      count("list", answer);
      check(n, input, contract, answer, 200, query.getBytes(UTF_8));
      for (JsonNode found : answer.json().path("customers")) {
        boolean isWanted = pairs.stream().allMatch(pair -> mayFind(pair, found));
        require(n, isWanted, "found", contract, answer, query.getBytes(UTF_8));
      }
    }

    private static boolean mayFind(Map.Entry<String, String> pair, JsonNode found) {
      String value = pair.getValue();
      return switch (pair.getKey()) {
        case "status" -> found.path("status").asText().equalsIgnoreCase(value);
        case "search" ->
            !value.matches("[a-z]+[a-z0-9]*")
                || Stream.of(
                        "first_name",
                        "last_name",
                        "organisation_name",
                        "email_id",
                        "merchant_customer_reference")
                    .map(field -> Normalizer.normalize(found.path(field).asText(), NFKD))
                    .map(text -> text.replaceAll("[\\p{C}\\p{M}]", "").toLowerCase(Locale.ROOT))
                    .anyMatch(text -> text.startsWith(value));
        default -> true;
      };
    }

    /** A cursor leads on as it was answered, and nowhere once it is changed. */
    private void cursor(int n, RandomInput input) {
      String list = input.pick(2) == 0 ? LIST + "?limit=1" : LIST + "?limit=1&search=asha";
      String path = input.pick(3) == 0 ? CREATE + "/" + customerId + "/history?limit=1" : list;
      Answer first = send("GET", path, new byte[0]);
      String cursor = first.field("next_cursor");
      if (cursor.isEmpty()) {
        count("cursor", "none");
        return;
      }
      String changed = input.mutatedCursor(cursor);

      Answer refused =
          send("GET", path + "&cursor=" + URLEncoder.encode(changed, UTF_8), new byte[0]);
      Answer next = send("GET", path + "&cursor=" + cursor, new byte[0]);

      count("cursor", refused);
      boolean is =
          next.status() == 200
              && refused.status() == 400
              && List.of("INVALID_REQUEST", "CARD_DATA_NOT_ALLOWED").contains(refused.field("code"))
              && refused.reason().equals("cursor");
      require(n, is, "cursor " + changed, null, refused, new byte[0]);
      requireDiscreet(n, input, refused);
    }

    /** Of the other merchant, whose customers are created by no test at the same time. */
    private void define(int n, RandomInput input) {
      ObjectNode definition = input.definition();
      byte[] written = input.written(definition);
      byte[] body = input.pick(7) == 0 ? input.noisy(written) : written;
      ContractOracle contract = ContractOracle.ofDefinition(body);
      String path = FIELDS + "mutated_" + caller;

      Answer answer = sendAsOther("PUT", path, body);

      count("define", answer);
      check(n, input, contract, answer, 200, body);
      if (answer.status() == 200) {
        Answer read = sendAsOther("GET", path, new byte[0]);
        require(n, read.text().equals(answer.text()), "read back", contract, read, body);
        Answer deleted = sendAsOther("DELETE", path, new byte[0]);
        require(n, deleted.status() == 200, "to be deleted", contract, deleted, body);
        ObjectNode kept = (ObjectNode) answer.json();
        kept.remove(List.of("name", "created_at", "updated_at"));
        boolean isKept = !contract.accepts() || kept.equals(contract.customer());
        require(n, isKept, "defined", contract, answer, body);
      }
    }

    private void value(int n, RandomInput input) {
      String type = ContractOracle.FIELD_TYPES.get(input.pick(ContractOracle.FIELD_TYPES.size()));
      String field = "mutated_" + type;
      if (defined.add(type)) {
        Answer answer =
            send("PUT", FIELDS + field, "{\"type\":\"%s\"}".formatted(type).getBytes(UTF_8));
        require(n, answer.status() == 200, "to be defined", null, answer, new byte[0]);
      }
      ObjectNode customer = MerchantClient.JSON.createObjectNode();
      customer.put("merchant_customer_reference", input.marker());
      customer.putObject("custom_fields").set(field, input.value(type));
      byte[] body = input.written(customer);
      ContractOracle contract = ContractOracle.ofValue(body, field, type);

      Answer answer = send("POST", CREATE, body);

      count("value", answer);
      check(n, input, contract, answer, 201, body);
      if (answer.status() == 201 && contract.accepts()) {
        boolean isKept =
            alike(answer.json().path("custom_fields").path(field), contract.customer().path(field));
        require(n, isKept, "kept", contract, answer, body);
        Answer read = send("GET", CREATE + "/" + answer.field("customer_id"), new byte[0]);
        require(n, read.text().equals(answer.text()), "read back", contract, read, body);
      }
    }

    /** Numbers are kept without zeros that say nothing. */
    private static boolean alike(JsonNode one, JsonNode other) {
      return (one.isNumber() && other.isNumber())
          ? one.decimalValue().compareTo(other.decimalValue()) == 0
          : one.equals(other);
    }

    private static String query(List<Map.Entry<String, String>> pairs) {
      return pairs.stream()
          .map(
              pair ->
                  URLEncoder.encode(pair.getKey(), UTF_8)
                      + "="
                      + URLEncoder.encode(pair.getValue(), UTF_8))
          .collect(Collectors.joining("&"));
    }

    private void lookup(int n, RandomInput input) {
      List<Map.Entry<String, String>> pairs = input.lookup();
      String query = query(pairs);
      ContractOracle contract = ContractOracle.ofLookup(pairs);

      Answer answer = send("GET", CREATE + "?" + query, new byte[0]);

      count("lookup", answer);
      check(n, input, contract, answer, 404, query.getBytes(UTF_8));
    }

    private void path(int n, RandomInput input) {
      String id = input.printable(input.text());
      String path =
          CREATE
              + "/"
              + URLEncoder.encode(id, UTF_8).replace("+", "%20")
              + (input.pick(2) == 0 ? "" : "/tokens");

      Answer answer = send(input.pick(5) == 0 ? "DELETE" : "GET", path, new byte[0]);

      count("path", answer);
      // No path at all, no such method, no such id, no such customer.
      boolean is =
          id.isEmpty()
              ? answer.status() == 404
              : id.matches("[A-Za-z0-9_-]{1,50}")
                  ? List.of(404, 405).contains(answer.status())
                  : List.of(400, 405).contains(answer.status());
      if (!is) {
        wrong.add("request %d of seed %d: %s %d".formatted(n, seed, path, answer.status()));
      }
      requireDiscreet(n, input, answer);
    }

    /** Spoils the request itself, so that the server may not even see one, or wait for the rest. */
    private void noise(int n, RandomInput input) {
      byte[] body = input.written(input.customer());
      String head =
          "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n%s\r\nContent-Length: %d\r\n\r\n"
              .formatted(CREATE, authorization, body.length);
      byte[] request = input.noisy((head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1));

      String answer = raw(request);

      // The version is answered as it was asked for, be it HPTP/1.1.
      String status = answer.replaceFirst("(?s)^[^ ]* ([0-9]{3}) .*", "$1");
      String text = answer.substring(answer.indexOf("\r\n\r\n") + 1).strip();
      count("noise", status.isEmpty() ? "none" : status);
      boolean isRefusedBelow = text.isEmpty() && OF_THE_HTTP_SERVER.contains(status);
      if (!isRefusedBelow && !status.equals("201") && !status.isEmpty()) {
        boolean isRefused =
            status.startsWith("4")
                && MerchantClient.OPEN_API.violationsOfError(MerchantClient.parse(text)).isEmpty()
                && !text.contains(input.marker());
        if (!isRefused) {
          wrong.add("request %d of seed %d: %s".formatted(n, seed, answer));
        }
      }
    }

    private String raw(byte[] request) {
      try (var socket = new Socket("localhost", server.url().getPort())) {
        socket.setSoTimeout(NOISE_PATIENCE_MILLIS);
        socket.getOutputStream().write(request);
        var answer = new StringBuilder();
        try {
          for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
            answer.append((char) c);
          }
        } catch (SocketTimeoutException e) {
          // It waits for the rest of a request that has none.
        }
        return answer.toString();
      } catch (SocketException e) {
        return "";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Answer send(String method, String target, byte[] body) {
      return send(authorization, method, target, body);
    }

    private Answer sendAsOther(String method, String target, byte[] body) {
      return send(ofOther, method, target, body);
    }

    private Answer send(String caller, String method, String target, byte[] body) {
      List<String> lines = new ArrayList<>(List.of(caller));
      if (body.length > 0 || !method.equals("GET")) {
        lines.add("Content-Type: application/json");
      }
      return connection.send(method, target, lines, body);
    }
  }

  private void count(String operation, Answer answer) {
    count(operation, Integer.toString(answer.status()));
  }

  private void count(String operation, String outcome) {
    outcomes.computeIfAbsent(operation + " " + outcome, name -> new LongAdder()).increment();
  }

  private static ObjectNode details(Answer answer) {
    return ((ObjectNode) answer.json()).remove(OF_THE_SERVER);
  }

  /**
   * Checks an answer.
   *
   * @param success the status of what the contract accepts; a reference may be taken meanwhile
   */
  private void check(
      int n, RandomInput input, ContractOracle contract, Answer answer, int success, byte[] body) {
    boolean isAccepted =
        answer.status() == success
            || (answer.status() == 422 && answer.field("code").equals("DUPLICATE_REQUEST"));
    require(n, !contract.accepts() || isAccepted, "to be accepted", contract, answer, body);
    require(n, !contract.refuses() || !isAccepted, "to be refused", contract, answer, body);
    require(n, isAccepted || contract.isRefusal(answer), "how to refuse", contract, answer, body);
    requireDiscreet(n, input, answer);
  }

  private void requireDiscreet(int n, RandomInput input, Answer answer) {
    if (answer.status() >= 400) {
      boolean isInShape =
          MerchantClient.OPEN_API.violationsOfError(answer.json()).isEmpty()
              && answer.header("content-type").equals("application/json")
              && !answer.header("request-id").isEmpty();
      require(
          n,
          isInShape && !answer.text().contains(input.marker()) && answer.status() < 500,
          "the shape of errors",
          null,
          answer,
          new byte[0]);
    }
  }

  private void require(
      int n,
      boolean rule,
      String what,
      @Nullable ContractOracle contract,
      Answer answer,
      byte[] body) {
    if (!rule) {
      wrong.add(
          "request %d of seed %d, %s: %s was answered %d %s, contract: %s, expected %s"
              .formatted(
                  n,
                  seed,
                  what,
                  new String(body, UTF_8),
                  answer.status(),
                  answer.text(),
                  contract,
                  contract == null ? "" : contract.customer()));
    }
  }
}
