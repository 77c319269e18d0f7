package org.clientele.api;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.clientele.error.ErrorCode.INTERNAL_ERROR;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.Caller;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * The way of every request: who calls is verified, the operation is run, and what it throws is
 * turned into the contract's answer. Nothing else answers.
 */
@Singleton
public class ApiGatewayAdapter {

  /** One operation of the API. */
  @FunctionalInterface
  public interface Operation {
    ApiResponse execute(ApiRequest request);
  }

  private static final Logger LOG = Logger.getLogger(ApiGatewayAdapter.class);
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final String RETRY_AFTER_SECONDS = "1";

  private final AccessTokenVerifier accessTokens;
  private final Json json;

  ApiGatewayAdapter(AccessTokenVerifier accessTokens, Json json) {
    this.accessTokens = accessTokens;
    this.json = json;
  }

  /** Returns the answer to an event; whatever goes wrong is an answer too. */
  public APIGatewayV2HTTPResponse handle(
      APIGatewayV2HTTPEvent event, Route route, Operation operation) {
    long begun = System.nanoTime();
    String requestId = requestId(event);
    ApiResponse response = answer(event, route, operation, requestId);
    long millis = NANOSECONDS.toMillis(System.nanoTime() - begun);
    LOG.info(json.write(RequestLine.of(requestId, route, response, millis)));
    return respond(response, requestId);
  }

  private ApiResponse answer(
      APIGatewayV2HTTPEvent event, Route route, Operation operation, String requestId) {
    try {
      return operation.execute(new ApiRequest(event, caller(event, route), json));
    } catch (ApiException e) {
      return refuse(e, route);
    } catch (SdkClientException e) {
      LOG.warnf(e, "%s %s: the store cannot be reached", requestId, route.function());
      return refuse(unavailable(), route);
    } catch (SdkServiceException e) {
      LOG.errorf(e, "%s %s: the store failed", requestId, route.function());
      return refuse(isPassing(e) ? unavailable() : defect(), route);
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s %s: unexpected failure", requestId, route.function());
      return refuse(defect(), route);
    }
  }

  /** Whether a failure is the store's and not ours; one without a code came in pieces. */
  private static boolean isPassing(SdkServiceException e) {
    return e.isThrottlingException()
        || e.statusCode() >= 500
        || (e instanceof AwsServiceException aws && aws.awsErrorDetails().errorCode() == null);
  }

  private @Nullable Caller caller(APIGatewayV2HTTPEvent event, Route route) {
    return route
        .scope()
        .map(
            scope ->
                accessTokens
                    .verify(ApiRequest.header(event, "authorization").orElse(""))
                    .require(scope))
        .orElse(null);
  }

  private static ApiException unavailable() {
    return new ApiException(SERVICE_UNAVAILABLE, "The service cannot answer now; try again");
  }

  private static ApiException defect() {
    return new ApiException(
        INTERNAL_ERROR, "Internal server error. The request cannot be processed at this time");
  }

  private static ApiResponse refuse(ApiException e, Route route) {
    Map<String, String> headers = new HashMap<>();
    String reason = e.reason();
    switch (e.code()) {
      case UNAUTHORIZED -> headers.put("WWW-Authenticate", "Bearer");
      case FORBIDDEN -> headers.put("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
      case METHOD_NOT_ALLOWED -> headers.put("Allow", String.valueOf(reason));
      default -> {
        // no header of its own
      }
    }
    if (e.code().isTransient()) {
      headers.put("Retry-After", RETRY_AFTER_SECONDS);
    }
    var details =
        reason == null ? null : new ErrorResponse.Details("clientele", route.function(), reason);
    var body = new ErrorResponse(e.code().code(), String.valueOf(e.getMessage()), details);
    return new ApiResponse(e.code().httpStatus(), body, headers);
  }

  private APIGatewayV2HTTPResponse respond(ApiResponse response, String requestId) {
    Map<String, String> headers = new HashMap<>(response.headers());
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-store");
    headers.put("Request-ID", requestId);
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(response.status())
        .withHeaders(headers)
        .withBody(json.write(response.body()))
        .build();
  }

  private static String requestId(APIGatewayV2HTTPEvent event) {
    return ApiRequest.header(event, "request-id")
        .filter(given -> REQUEST_ID.matcher(given).matches())
        .orElseGet(() -> UUID.randomUUID().toString());
  }
}
