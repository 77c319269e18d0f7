package org.clientele.idempotency;

import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.http.ApiRequest;
import org.clientele.http.ApiResponse;
import org.clientele.json.Json;
import org.clientele.store.idempotency.AlreadyAnsweredException;
import org.clientele.store.idempotency.IdempotencyRepository;
import org.clientele.store.idempotency.IdempotentRequest;
import org.clientele.store.idempotency.IdempotentWrite;
import org.clientele.store.idempotency.StoredResponse;

/** Has a request that is repeated under its {@code Idempotency-Key} answered as it first was. */
@Singleton
public class Idempotency {

  private static final String KEY = "Idempotency-Key";
  private static final String REPLAYED = "Idempotent-Replayed";

  private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]{1,255}");

  private final IdempotencyRepository requests;
  private final Json json;

  public Idempotency(IdempotencyRepository requests, Json json) {
    this.requests = requests;
    this.json = json;
  }

  /**
   * Returns the answer to a request, having run its operation at most once for its key; without a
   * key the operation is just run.
   *
   * @param payload what is asked for, with texts in their normal form; a key is used for one alone
   * @param answer what is answered, from what the operation gives and nothing else: it is asked for
   *     what is stored and for what is sent
   * @param operation stores the answer together with what it does
   * @throws ApiException {@code INVALID_REQUEST} if the key is out of its rule; {@code
   *     DUPLICATE_REQUEST} if it was used for another payload; {@code IDEMPOTENCY_IN_PROGRESS}; and
   *     whatever the operation throws
   */
  public <T> ApiResponse once(
      ApiRequest request,
      Object payload,
      Function<T, ApiResponse> answer,
      Function<IdempotentWrite<T>, T> operation) {
    var keyed = keyed(request, payload);
    if (keyed.isEmpty()) {
      return answer.apply(operation.apply(IdempotentWrite.none()));
    }
    try {
      return answer.apply(run(request, keyed.get(), answer, operation));
    } catch (AlreadyAnsweredException e) {
      if (!e.isRepetition(keyed.get())) {
        throw new ApiException(
            DUPLICATE_REQUEST, "The idempotency key was used for another request", KEY);
      }
      return replay(e.answer());
    }
  }

  private Optional<IdempotentRequest> keyed(ApiRequest request, Object payload) {
    return request
        .header(KEY)
        .map(
            key -> {
              if (!VISIBLE_ASCII.matcher(key).matches()) {
                throw ApiException.invalid(KEY, "must be 1 to 255 visible ASCII characters");
              }
              return IdempotentRequest.of(
                  request.caller().merchantId(),
                  request.route().function(),
                  key,
                  request.pathParameters() + json.canonical(json.toTree(payload)),
                  request.now());
            });
  }

  private <T> T run(
      ApiRequest request,
      IdempotentRequest keyed,
      Function<T, ApiResponse> answer,
      Function<IdempotentWrite<T>, T> operation) {
    try {
      return operation.apply(requests.write(keyed, done -> stored(answer.apply(done))));
    } catch (ApiException e) {
      if (e.code().isOutcome()) {
        requests.insert(keyed, stored(ApiResponse.refusal(e, request.route())));
      } else if (!e.code().isTransient()) {
        // What is invalid today may have been done yesterday.
        requests.requireFree(keyed);
      }
      throw e;
    }
  }

  private StoredResponse stored(ApiResponse response) {
    return new StoredResponse(
        response.status(),
        json.write(response.body()),
        response.code(),
        response.headers().get(ApiResponse.ENTITY_TAG));
  }

  private static ApiResponse replay(StoredResponse answer) {
    Map<String, String> headers = new HashMap<>();
    headers.put(REPLAYED, "true");
    if (answer.entityTag() != null) {
      headers.put(ApiResponse.ENTITY_TAG, answer.entityTag());
    }
    return new ApiResponse(answer.status(), new Replayed(answer.body()), answer.code(), headers);
  }
}
