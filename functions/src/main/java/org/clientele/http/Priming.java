package org.clientele.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.funqy.lambda.FunqyLambdaBindingRecorder;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import org.clientele.auth.AccessTokenParser;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.clientele.store.dynamodb.StoreProbe;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Goes the way of a request before the first one comes: while Lambda starts a function it has more
 * processor than later, and what SnapStart restores is already loaded. A request of its own is
 * refused and leaves no line in the log, a body is refused, and an item that nobody has is read
 * from the store. Where one of these fails, the function starts all the same.
 */
@Singleton
class Priming {

  /** In place of the version of API Gateway's events. */
  static final String VERSION = "priming";

  private static final Logger LOG = Logger.getLogger(Priming.class);

  private static final String EVENT =
      """
      {"version": "%s", "rawPath": "/", "headers": {"authorization": "Bearer %s"},
       "requestContext": {"http": {"method": "%s", "path": "/"}}, "isBase64Encoded": false}
      """;

  private final AccessTokenParser accessTokens;
  private final Json json;
  private final StoreProbe store;
  private final Optional<String> function;

  Priming(
      AccessTokenParser accessTokens,
      Json json,
      StoreProbe store,
      @ConfigProperty(name = "quarkus.funqy.export") Optional<String> function) {
    this.accessTokens = accessTokens;
    this.json = json;
    this.store = store;
    this.function = function;
  }

  void prime(@Observes StartupEvent unused) {
    String initialization = System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
    if (initialization != null) {
      boolean isSnapshot = initialization.equals("snap-start");
      Arrays.stream(Route.values())
          .filter(route -> function.filter(route.function()::equals).isPresent())
          .filter(route -> route.scope().isPresent())
          .forEach(route -> prime(route, isSnapshot));
    }
  }

  private void prime(Route route, boolean isSnapshot) {
    try {
      // No connection outlasts a snapshot.
      store.read(isSnapshot);
      refuse(EVENT.formatted(VERSION, accessTokens.refusedToken(), route.method()));
      ReadTypes.of(route).forEach(type -> refuse(json, type, route));
    } catch (IOException | RuntimeException e) {
      LOG.warnf("%s starts unprimed: %s", route.function(), e.getClass().getSimpleName());
    }
  }

  private static void refuse(String event) throws IOException {
    FunqyLambdaBindingRecorder.handle(
        new ByteArrayInputStream(event.getBytes(UTF_8)), OutputStream.nullOutputStream(), null);
  }

  static void refuse(Json json, Class<?> type, Route route) {
    JsonNode body = json.parse("{\"first_name\": \" \", \"gstin\": \"x\"}");
    try {
      json.read(body, type, new UnknownFields());
    } catch (ApiException e) {
      json.write(ApiResponse.refusal(e, route).body());
    }
  }
}
