package org.clientele;

import org.clientele.settings.Settings;

/** Settings as the template would give them to a function. */
public record TestingSettings(String keys) implements Settings, Settings.AccessToken {

  public static final String ISSUER = "https://identity.example.com";
  public static final String AUDIENCE = "https://clientele.example.com";

  @Override
  public String customersTable() {
    return "CustomersTable";
  }

  @Override
  public String clientsTable() {
    return "ClientsTable";
  }

  @Override
  public Settings.AccessToken accessToken() {
    return this;
  }

  @Override
  public String issuer() {
    return ISSUER;
  }

  @Override
  public String audience() {
    return AUDIENCE;
  }

  @Override
  public String merchantClaim() {
    return "merchant_id";
  }
}
