package org.clientele.api;

import jakarta.validation.Validation;
import org.clientele.TestingSettings;
import org.clientele.auth.AccessTokenVerifier;
import org.clientele.auth.TestingIdentityProvider;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.HibernateValidatorConfiguration;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;

/** The real adapter, wired by hand. */
final class TestingApi {

  private TestingApi() {}

  static Json json(TestingSettings settings) {
    HibernateValidatorConfiguration configuration =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator());
    new JsonNames().customize(configuration);
    return new Json(configuration.buildValidatorFactory().getValidator(), settings);
  }

  static ApiGatewayAdapter gateway(AccessTokenVerifier accessTokens, TestingSettings settings) {
    Json json = json(settings);
    return new ApiGatewayAdapter(
        accessTokens, json, new RequestLog(json, TestingIdentityProvider.CLOCK, settings));
  }
}
