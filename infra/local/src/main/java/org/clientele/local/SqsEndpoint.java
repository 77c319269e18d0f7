package org.clientele.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** The queues in memory for other processes, as far as functions use SQS: they send batches. */
final class SqsEndpoint {

  private static final Logger LOG = Logger.getLogger(SqsEndpoint.class);
  private static final String SEND = "AmazonSQS.SendMessageBatch";

  /** As {@link FunctionProcess} has it said. */
  private static final Pattern CALLER = Pattern.compile("\\bapp/([a-z-]+)");

  private final LocalSqs queues;
  private final ObjectMapper json;
  private final HttpServer server;

  /** Starts to listen on the loopback interface. */
  SqsEndpoint(LocalSqs queues, ObjectMapper json) {
    this.queues = queues;
    this.json = json;
    this.server = LoopbackServer.create(Executors.newCachedThreadPool(SqsEndpoint::daemon));
    server.createContext("/", this::receive);
    server.start();
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "sqs");
    thread.setDaemon(true);
    return thread;
  }

  URI url() {
    return URI.create("http://" + LoopbackServer.address(server));
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
      if (!SEND.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
        refuse(exchange, "com.amazonaws.sqs#UnsupportedOperation");
        return;
      }
      JsonNode request;
      try {
        request = json.readTree(body);
      } catch (JsonProcessingException e) {
        request = MissingNode.getInstance();
      }
      if (!request.isObject()) {
        refuse(exchange, "com.amazon.coral.service#SerializationException");
      } else if (!request.path("QueueUrl").isTextual()) {
        refuse(exchange, "com.amazonaws.sqs#MissingParameter");
      } else if (request.path("Entries").isEmpty()) {
        refuse(exchange, "com.amazonaws.sqs#EmptyBatchRequest");
      } else {
        LOG.debugf("%s sends to %s", caller(exchange), request.path("QueueUrl").asText());
        LoopbackServer.send(exchange, 200, send(request).toString());
      }
    }
  }

  private static String caller(HttpExchange exchange) {
    String agent = exchange.getRequestHeaders().getFirst("User-Agent");
    Matcher caller = CALLER.matcher(agent == null ? "" : agent);
    return caller.find() ? caller.group(1) : "somebody";
  }

  private void refuse(HttpExchange exchange, String type) throws IOException {
    LoopbackServer.send(exchange, 400, json.createObjectNode().put("__type", type).toString());
  }

  private ObjectNode send(JsonNode request) {
    ObjectNode answer = json.createObjectNode();
    ArrayNode successful = answer.putArray("Successful");
    for (JsonNode entry : request.path("Entries")) {
      String message = entry.path("MessageBody").asText();
      queues.send(request.path("QueueUrl").asText(), message);
      successful
          .addObject()
          .put("Id", entry.path("Id").asText())
          .put("MessageId", UUID.randomUUID().toString())
          // The SDK compares it.
          .put("MD5OfMessageBody", SqsEvent.md5(message));
    }
    answer.putArray("Failed");
    return answer;
  }
}
