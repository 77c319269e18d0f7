package org.clientele;

import jakarta.validation.Validation;
import java.time.Clock;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.TestingIdentityProvider;
import org.clientele.http.ApiGatewayAdapter;
import org.clientele.http.RequestLog;
import org.clientele.idempotency.Idempotency;
import org.clientele.json.Json;
import org.clientele.json.JsonNames;
import org.clientele.queue.MessageSender;
import org.clientele.queue.QueueAdapter;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;
import org.clientele.store.idempotency.IdempotencyRepository;
import org.clientele.store.merchant.MerchantRepository;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** The real adapter, wired by hand. */
public final class TestingApi {

  private TestingApi() {}

  public static Json json(Settings settings) {
    HibernateValidatorConfiguration configuration =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator());
    new JsonNames().customize(configuration);
    return new Json(configuration.buildValidatorFactory().getValidator(), settings);
  }

  public static ApiGatewayAdapter gateway(AccessTokenVerifier accessTokens, Settings settings) {
    return gateway(accessTokens, settings, TestingIdentityProvider.CLOCK);
  }

  public static ApiGatewayAdapter gateway(
      AccessTokenVerifier accessTokens, Settings settings, Clock clock) {
    return gateway(accessTokens, settings, new TestingDynamoDb().merchants(settings), clock);
  }

  public static ApiGatewayAdapter gateway(
      AccessTokenVerifier accessTokens,
      Settings settings,
      MerchantRepository merchants,
      Clock clock) {
    Json json = json(settings);
    return new ApiGatewayAdapter(
        accessTokens, json, new RequestLog(json, settings), merchants, clock);
  }

  public static Idempotency idempotency(IdempotencyRepository requests, Settings settings) {
    return new Idempotency(requests, json(settings));
  }

  public static QueueAdapter queue(MessageSender sender, Settings settings, Clock clock) {
    return new QueueAdapter(json(settings), sender, clock);
  }
}
