package org.clientele.settings;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.clientele.merchant.Profile;
import org.clientele.token.KeptCardData;

/**
 * Everything that an environment decides. The template gives each as an environment variable,
 * {@code CLIENTELE_CUSTOMERS_TABLE} for {@link #customersTable()}; what has no default must be
 * given to the functions that read it. {@code infra/settings.md} lists which ones do.
 */
@ConfigMapping(prefix = "clientele")
public interface Settings {

  /** Name of the table of customers and their tokens. */
  String customersTable();

  /** Name of the table of search entries and of counts of customers. */
  String searchTable();

  /** Name of the table of requests with an idempotency key. */
  String requestsTable();

  /**
   * Name of the table of API clients and the signing keys; read by issue-token alone, but for the
   * public parts of the keys and the revoked clients.
   */
  String clientsTable();

  /** URL of the queue that a tick of the sweep comes from, and a message for each shard. */
  String sweepQueue();

  /** URL of the queue for messages of token service providers that are given up. */
  String tokensDeadLetterQueue();

  /** URL of the queue of record-tokens; given to map-provider-notices alone. */
  Optional<String> tokensQueue();

  /** URL of the queue for providers' notices that are given up; to map-provider-notices alone. */
  Optional<String> noticesDeadLetterQueue();

  /** URL of the queue that a tick of the outbox comes from, and a message for each shard. */
  String outboxQueue();

  /** URL of the queue in which providers are asked to end tokens. */
  String deregistrationsQueue();

  /** How long after a token's removal its providers have to have ended it. */
  @WithDefault("24H")
  Duration deregistrationDeadline();

  /** How long one message may sweep; well below the time that its function has. */
  @WithDefault("40S")
  Duration sweepBudget();

  /** CloudWatch namespace of the metrics; at most 32 characters keep a log line below 500 bytes. */
  String metricsNamespace();

  /**
   * Key of the hashes that stand for customers in the log: a secret of the deployment. With another
   * one, customers are not found in older lines.
   */
  String auditKey();

  /** How narrowly customers' fields are checked, unless the merchant says otherwise. */
  @WithDefault("compatible")
  Profile profile();

  /**
   * How much is kept of the card behind a token: all that providers say of it, or the last four
   * digits and the issuer's name alone. What is not kept is not stored, and not answered where it
   * is stored from before.
   */
  @WithDefault("full")
  KeptCardData cardData();

  /**
   * Whether a field that the contract does not know is refused, unless the merchant says otherwise;
   * where it is not, it is counted.
   */
  @WithDefault("false")
  boolean refuseUnknownFields();

  /**
   * Ids of the merchants whose references may look like card numbers, unless they say otherwise.
   */
  Optional<Set<@WithConverter(TrimmedStringConverter.class) String>> allowNumericReference();

  /**
   * By how much the service's clock is ahead of the machine's, to the microsecond; for rehearsals
   * only, so no template gives it.
   */
  @WithDefault("PT0S")
  Duration clockOffset();

  AccessToken accessToken();

  /** What an access token must be. */
  interface AccessToken {

    /** Exact value of {@code iss}. */
    String issuer();

    /**
     * Exact value that {@code aud} must hold. {@code none} is for an issuer whose access tokens
     * have no {@code aud}, as Cognito's: they must not have one then, and must have {@code
     * client_id} and the {@code token_use} {@code access}. What issue-token gives always has one.
     */
    String audience();

    /**
     * The public keys: a JWK set as JSON, a file that holds one, or an {@code https} URL of one.
     * {@code http} is for this machine's own addresses only, and refused for any other. What is
     * fetched is fetched anew after 50 seconds, by the request that comes then.
     */
    String keys();

    /** Name of the claim that holds the merchant's id. */
    @WithDefault("merchant_id")
    String merchantClaim();

    /** Name of the claim that holds the scopes, as a text with blanks between or an array. */
    @WithDefault("scope")
    String scopeClaim();

    /** What each scope's name begins with in that claim; a scope without it is ignored. */
    Optional<String> scopePrefix();
  }
}
