package org.clientele.customer;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who has changed a customer, and by which request.
 *
 * @param clientId of the merchant's API client; absent where its access token names none, and where
 *     the merchant did not ask for the change
 * @param requestId absent where there was no request
 */
public record ChangeOrigin(Party by, @Nullable String clientId, @Nullable String requestId) {

  /** Who has changed it. */
  public enum Party {
    @JsonProperty("merchant")
    MERCHANT,
    /** A token service provider's report ended, renewed or replaced the default token. */
    @JsonProperty("provider")
    PROVIDER,
    /** The default token has expired. */
    @JsonProperty("clock")
    CLOCK,
    /**
     * A deleted customer was erased; or, without fields, a repair of the table after a restore
     * tells of a change that is not known.
     */
    @JsonProperty("operator")
    OPERATOR
  }

  public static final ChangeOrigin PROVIDER = new ChangeOrigin(Party.PROVIDER, null, null);
  public static final ChangeOrigin CLOCK = new ChangeOrigin(Party.CLOCK, null, null);

  public static final ChangeOrigin OPERATOR = new ChangeOrigin(Party.OPERATOR, null, null);

  /** A request of which nothing is known. */
  public static final ChangeOrigin UNKNOWN_REQUEST = ofRequest(null, null);

  /** Returns the origin of what a merchant asks for. */
  public static ChangeOrigin ofRequest(@Nullable String clientId, @Nullable String requestId) {
    return new ChangeOrigin(Party.MERCHANT, clientId, requestId);
  }

  /** Returns this origin without its request. */
  public ChangeOrigin withoutRequest() {
    return new ChangeOrigin(by, clientId, null);
  }
}
