package org.clientele.merchant;

import org.clientele.customer.CustomerStatus;

/**
 * What a merchant has decided, and the deployment where it has not.
 *
 * @param initialStatus of a customer that is created, {@code INACTIVE} or {@code ACTIVE}
 * @param allowNumericReference whether a reference of digits may look like a card number
 * @param refuseUnknownFields whether a field that the contract does not know is refused; otherwise
 *     it is counted
 */
public record MerchantSettings(
    CustomerStatus initialStatus,
    boolean allowNumericReference,
    Profile profile,
    boolean refuseUnknownFields) {}
