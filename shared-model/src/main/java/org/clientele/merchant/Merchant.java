package org.clientele.merchant;

import org.clientele.customfield.CustomFields;

/** A merchant, as far as it decides for itself. */
public record Merchant(MerchantSettings settings, CustomFields customFields) {}
