package org.clientele.store.repair.check;

/** In which ways items that belong together may not do so. */
public enum HalfKind {
  /** A customer has not claimed what makes it unique. */
  CLAIM_MISSING,
  /** What makes a customer unique is claimed by one that is gone. */
  CLAIM_WITHOUT_CUSTOMER,
  /** What makes a customer unique is claimed by one that is called otherwise or is deleted. */
  CLAIM_OF_ANOTHER,
  /** A claim is released though its customer is not deleted. */
  CLAIM_RELEASED,
  /** A claim is held though its customer is deleted. */
  CLAIM_HELD,
  /**
   * Two customers that are not deleted have the same reference or mobile number. Cannot be mended.
   */
  CLAIMED_TWICE,
  /** A version of a customer has no entry in its history. */
  HISTORY_MISSING,
  /** An entry tells of a version that the customer has not come to. */
  HISTORY_BEYOND,
  /** The default token of a customer is gone. */
  DEFAULT_GONE,
  /** The default token of a customer has ended. */
  DEFAULT_ENDED,
  /** The default token of a customer expires at another time than the customer says. */
  DEFAULT_EXPIRY,
  /** The default token of a customer is not marked as that. */
  DEFAULT_UNMARKED,
  /** A token is marked as the default of a customer that has another one or none. */
  DEFAULT_MARKED,
  /** A customer that has tokens is gone. */
  CUSTOMER_GONE,
  /** A token's own id does not lead to it. */
  TOKEN_ID_MISSING,
  TOKEN_ID_WITHOUT_TOKEN,
  TOKEN_ID_OF_ANOTHER,
  /** A token's reference does not lead to it. */
  TOKEN_REFERENCE_MISSING,
  TOKEN_REFERENCE_WITHOUT_TOKEN,
  TOKEN_REFERENCE_OF_ANOTHER,
  /** The id that a provider has for a token does not lead to it. */
  PROVIDER_TOKEN_MISSING,
  PROVIDER_TOKEN_WITHOUT_TOKEN,
  PROVIDER_TOKEN_OF_ANOTHER,
  /** Two tokens that have not ended have the same reference or provider's id. Cannot be mended. */
  TOKEN_NAMED_TWICE,
  /** The tokens of a customer are not counted. */
  TOKEN_COUNT_MISSING,
  /** Fewer tokens of a customer are counted than have not ended. */
  TOKEN_COUNT_LOW,
  /** The sweep does not find a token that can expire, or finds one that cannot. */
  EXPIRY_SHARD,
  /** The token that has replaced another one is gone. */
  SUCCESSOR_GONE,
  /** The providers of a token that they have to end were not asked to. */
  DEREGISTRATION_MISSING,
  /** Providers are asked to end a token that is gone. */
  DEREGISTRATION_WITHOUT_TOKEN,
  /** Providers are asked to end a token that is neither removed nor of a deleted customer. */
  DEREGISTRATION_OF_LIVING,
  /** A customer has a value of a custom field whose type may change. */
  CUSTOM_FIELD_UNUSED,
  /** The count of a merchant's custom fields is not how many there are. */
  CUSTOM_FIELD_COUNT,
  /** An item is not in its form, so that nothing is known of it. Cannot be mended. */
  UNREADABLE,
  /** Others changed what belongs to an item each time that it was looked at. */
  UNSETTLED
}
