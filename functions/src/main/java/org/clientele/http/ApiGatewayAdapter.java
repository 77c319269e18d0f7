package org.clientele.http;

import static org.clientele.error.ErrorCode.INTERNAL_ERROR;
import static org.clientele.error.ErrorCode.RATE_LIMITED;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.store.merchant.MerchantRepository;
import org.jboss.logging.Logger;
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

  private final AccessTokenVerifier accessTokens;
  private final Json json;
  private final RequestLog requests;
  private final MerchantRepository merchants;
  private final Clock clock;

  public ApiGatewayAdapter(
      AccessTokenVerifier accessTokens,
      Json json,
      RequestLog requests,
      MerchantRepository merchants,
      Clock clock) {
    this.accessTokens = accessTokens;
    this.json = json;
    this.requests = requests;
    this.merchants = merchants;
    this.clock = clock;
  }

  /** Returns the answer to an event; whatever goes wrong is an answer too. */
  public APIGatewayV2HTTPResponse handle(
      APIGatewayV2HTTPEvent event, Route route, Operation operation) {
    var request = new ApiRequest(event, route, json, merchants, clock.instant());
    return respond(request, requests.logged(request, () -> answer(request, operation)));
  }

  private ApiResponse answer(ApiRequest request, Operation operation) {
    try {
      request.verifyCaller(accessTokens);
      return operation.execute(request);
    } catch (ApiException e) {
      return ApiResponse.refusal(e, request.route());
    } catch (SdkClientException e) {
      LOG.warnf(e, "%s: the store cannot be reached", request);
      return ApiResponse.refusal(unavailable(), request.route());
    } catch (SdkServiceException e) {
      return ApiResponse.refusal(storeFailed(request, e), request.route());
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s: unexpected failure", request);
      return ApiResponse.refusal(defect(), request.route());
    }
  }

  private static ApiException storeFailed(ApiRequest request, SdkServiceException e) {
    if (e.isThrottlingException()) {
      LOG.warnf("%s: the store is throttling", request);
      return new ApiException(RATE_LIMITED, "Too many requests; try again later");
    }
    LOG.errorf(e, "%s: the store failed", request);
    return isPassing(e) ? unavailable() : defect();
  }

  /** Whether a failure is the store's and not ours; one without a code came in pieces. */
  private static boolean isPassing(SdkServiceException e) {
    return e.statusCode() >= 500
        || (e instanceof AwsServiceException aws
            && aws.awsErrorDetails() != null
            && aws.awsErrorDetails().errorCode() == null);
  }

  private static ApiException unavailable() {
    return new ApiException(SERVICE_UNAVAILABLE, "The service cannot answer now; try again");
  }

  private static ApiException defect() {
    return new ApiException(
        INTERNAL_ERROR, "Internal server error. The request cannot be processed at this time");
  }

  private APIGatewayV2HTTPResponse respond(ApiRequest request, ApiResponse response) {
    Map<String, String> headers = new HashMap<>(response.headers());
    headers.put("Content-Type", "application/json");
    headers.putIfAbsent(ApiResponse.CACHE_CONTROL, "no-store");
    headers.put("Request-ID", request.id());
    if (!request.unknownFields().meant().isEmpty()) {
      headers.put("Did-You-Mean", String.join(", ", request.unknownFields().meant()));
    }
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(response.status())
        .withHeaders(headers)
        .withBody(request.isHead() ? "" : json.write(response.body()))
        .build();
  }
}
