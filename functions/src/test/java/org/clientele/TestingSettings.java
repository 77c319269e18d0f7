package org.clientele;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.clientele.settings.Settings;
import org.clientele.store.TestingDynamoDb;

/** Settings as the template would give them to a function. */
public record TestingSettings(
    String keys, Profile profile, boolean refuseUnknownFields, Set<String> numericReferences)
    implements Settings, Settings.AccessToken {

  public static final String ISSUER = "https://identity.example.com";
  public static final String AUDIENCE = "https://clientele.example.com";

  public TestingSettings(String keys) {
    this(keys, Profile.COMPATIBLE, false, Set.of());
  }

  @Override
  public String customersTable() {
    return TestingDynamoDb.tables().name("CustomersTable");
  }

  @Override
  public String requestsTable() {
    return TestingDynamoDb.tables().name("RequestsTable");
  }

  @Override
  public String clientsTable() {
    return TestingDynamoDb.tables().name("ClientsTable");
  }

  @Override
  public String sweepQueue() {
    return "sweep-queue";
  }

  @Override
  public String tokensDeadLetterQueue() {
    return "dead-letters";
  }

  @Override
  public Optional<String> tokensQueue() {
    return Optional.of("tokens-queue");
  }

  @Override
  public Optional<String> noticesDeadLetterQueue() {
    return Optional.of("notices-dead-letters");
  }

  @Override
  public String outboxQueue() {
    return "outbox-queue";
  }

  @Override
  public String deregistrationsQueue() {
    return "deregistrations";
  }

  @Override
  public Duration deregistrationDeadline() {
    return Duration.ofHours(24);
  }

  @Override
  public Duration sweepBudget() {
    return Duration.ofSeconds(40);
  }

  @Override
  public String metricsNamespace() {
    return "clientele-test";
  }

  @Override
  public Optional<Set<String>> allowNumericReference() {
    return Optional.of(numericReferences);
  }

  @Override
  public Duration clockOffset() {
    return Duration.ZERO;
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
