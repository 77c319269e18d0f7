package org.clientele.store.customer;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.clientele.customer.Address;
import org.clientele.customer.ChangeOrigin;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.customer.DefaultToken;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.dynamodb.Condition;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A {@link Customer} in the customers table. */
public final class CustomerItem {

  static final String SORT_KEY = "customer";
  private static final String VERSION = "version";

  /** Keys of the index that finds customers by mobile number and reference. */
  static final String LOOKUP_INDEX = "country-code-mobile-reference";

  static final String MOBILE_KEY = "mobile_key";
  static final String REFERENCE_KEY = "reference_key";

  /** Keys of the index that lists a merchant's customers by age. */
  static final String LIST_INDEX = "merchant-created";

  static final String LIST_SHARD = "list_shard";
  static final String LIST_KEY = "list_key";

  /**
   * A merchant's customers are listed from this many partitions, so that none is hot. Those that
   * were stored when there were 16 are in the first 16 until they change.
   */
  private static final int LIST_SHARDS = 64;

  /** In place of a reference in the index; no reference holds it. */
  private static final String NO_REFERENCE = "#";

  private static final String REFERENCE = "merchant_customer_reference";
  private static final String FIRST_NAME = "first_name";
  private static final String LAST_NAME = "last_name";
  private static final String COUNTRY_CODE = "country_code";
  private static final String MOBILE_NUMBER = "mobile_number";
  private static final String EMAIL_ID = "email_id";
  static final String BILLING_ADDRESS = "billing_address";
  static final String SHIPPING_ADDRESS = "shipping_address";
  private static final String GSTIN = "gstin";
  private static final String MERCHANT_METADATA = "merchant_metadata";
  private static final String ORGANISATION_NAME = "organisation_name";
  private static final String LANGUAGE = "language";
  static final String CUSTOM_FIELDS = "custom_fields";
  public static final String STATUS = "status";

  static final String DEFAULT_TOKEN_ID = "default_token_id";
  private static final String DEFAULT_TOKEN_EXPIRED_AT = "default_token_expired_at";
  private static final String FORMER_DEFAULT_TOKEN_ID = "former_default_token_id";
  private static final String CREATED_BY = "created_by";
  private static final String CREATED_REQUEST_ID = "created_request_id";
  private static final String CREATED_AT = "created_at";
  private static final String UPDATED_AT = "updated_at";

  private static final String ADDRESS1 = "address1";
  private static final String ADDRESS2 = "address2";
  private static final String ADDRESS3 = "address3";
  private static final String PINCODE = "pincode";
  private static final String CITY = "city";
  private static final String STATE = "state";
  private static final String COUNTRY = "country";
  private static final String FULL_NAME = "full_name";
  private static final String ADDRESS_TYPE = "adddress_type";
  private static final String ADDRESS_CATEGORY = "address_category";

  private CustomerItem() {}

  public static String partitionKey(MerchantId merchantId, CustomerId id) {
    return merchantId + "#" + id;
  }

  public static Map<String, AttributeValue> key(MerchantId merchantId, CustomerId id) {
    return Attributes.key(partitionKey(merchantId, id), SORT_KEY).toMap();
  }

  public static boolean isCustomer(Map<String, AttributeValue> item) {
    return isSortKey(Attributes.of(item).requiredText(Attributes.SK));
  }

  public static boolean isSortKey(String sortKey) {
    return sortKey.equals(SORT_KEY);
  }

  /** Returns the customer's id from the partition key of any item of its collection. */
  public static CustomerId customerId(Attributes item) {
    String pk = item.requiredText(Attributes.PK);
    return new CustomerId(pk.substring(pk.indexOf('#') + 1));
  }

  public static MerchantId merchantId(Attributes item) {
    String pk = item.requiredText(Attributes.PK);
    return new MerchantId(pk.substring(0, pk.indexOf('#')));
  }

  /** Returns what names a customer where personal data may not be. */
  public static String ids(Customer customer) {
    return customer.merchantId() + " " + customer.id();
  }

  /** The customer has not been stored since it was read. */
  static Condition hasVersion(Customer read) {
    return Condition.equal(VERSION, read.version());
  }

  static String mobileKey(MerchantId merchantId, String countryCode, String mobileNumber) {
    return merchantId + "#" + countryCode + "#" + mobileNumber;
  }

  public static Map<String, AttributeValue> of(Customer customer) {
    DefaultToken token = customer.defaultToken();
    Attributes item =
        of(customer.details())
            .put(Attributes.PK, partitionKey(customer.merchantId(), customer.id()))
            .put(Attributes.SK, SORT_KEY)
            .put(STATUS, customer.status().name())
            .put(DEFAULT_TOKEN_ID, token == null ? null : token.tokenId())
            .put(DEFAULT_TOKEN_EXPIRED_AT, token == null ? null : token.expiredAt())
            .put(FORMER_DEFAULT_TOKEN_ID, customer.formerDefaultToken())
            .put(CREATED_BY, customer.createdBy().clientId())
            .put(CREATED_REQUEST_ID, customer.createdBy().requestId())
            .put(CREATED_AT, customer.createdAt())
            .put(UPDATED_AT, customer.updatedAt())
            .put(VERSION, customer.version())
            .put(LIST_SHARD, listShard(customer))
            .put(LIST_KEY, listKey(customer));
    return withMobileKey(item, customer).toMap();
  }

  private static Attributes withMobileKey(Attributes item, Customer customer) {
    String countryCode = customer.details().countryCode();
    String mobileNumber = customer.details().mobileNumber();
    if (countryCode == null || mobileNumber == null) {
      return item;
    }
    String reference = customer.details().merchantCustomerReference();
    return item.put(MOBILE_KEY, mobileKey(customer.merchantId(), countryCode, mobileNumber))
        .put(REFERENCE_KEY, reference == null ? NO_REFERENCE : reference);
  }

  static Attributes of(CustomerDetails details) {
    return Attributes.empty()
        .put(REFERENCE, details.merchantCustomerReference())
        .put(FIRST_NAME, details.firstName())
        .put(LAST_NAME, details.lastName())
        .put(COUNTRY_CODE, details.countryCode())
        .put(MOBILE_NUMBER, details.mobileNumber())
        .put(EMAIL_ID, details.emailId())
        .put(BILLING_ADDRESS, of(details.billingAddress()))
        .put(SHIPPING_ADDRESS, of(details.shippingAddress()))
        .put(GSTIN, details.gstin())
        .put(MERCHANT_METADATA, details.merchantMetadata())
        .put(ORGANISATION_NAME, details.organisationName())
        .put(LANGUAGE, details.language())
        .putValues(CUSTOM_FIELDS, details.customFields());
  }

  /** Returns a customer's place among the merchant's, in the order of their creation. */
  static String listKey(Customer customer) {
    return Timestamp.format(customer.createdAt()) + "#" + customer.id();
  }

  /** Returns whose place it is. */
  static CustomerId listedId(String listKey) {
    return new CustomerId(listKey.substring(listKey.indexOf('#') + 1));
  }

  /** Returns the partitions that a merchant's customers are listed from. */
  static List<String> listShards(MerchantId merchantId) {
    return IntStream.range(0, LIST_SHARDS).mapToObj(n -> merchantId + "#" + n).toList();
  }

  private static String listShard(Customer customer) {
    int number = Math.floorMod(customer.id().value().hashCode(), LIST_SHARDS);
    return customer.merchantId() + "#" + number;
  }

  private static @Nullable Attributes of(@Nullable Address address) {
    return address == null
        ? null
        : Attributes.empty()
            .put(ADDRESS1, address.address1())
            .put(ADDRESS2, address.address2())
            .put(ADDRESS3, address.address3())
            .put(PINCODE, address.pincode())
            .put(CITY, address.city())
            .put(STATE, address.state())
            .put(COUNTRY, address.country())
            .put(FULL_NAME, address.fullName())
            .put(ADDRESS_TYPE, address.addressType())
            .put(ADDRESS_CATEGORY, address.addressCategory());
  }

  public static Customer toCustomer(Map<String, AttributeValue> attributes) {
    Attributes item = Attributes.of(attributes);
    String token = item.text(DEFAULT_TOKEN_ID);
    return new Customer(
        customerId(item),
        merchantId(item),
        toDetails(item),
        CustomerStatus.valueOf(item.requiredText(STATUS)),
        token == null ? null : new DefaultToken(token, item.instant(DEFAULT_TOKEN_EXPIRED_AT)),
        item.text(FORMER_DEFAULT_TOKEN_ID),
        ChangeOrigin.ofRequest(item.text(CREATED_BY), item.text(CREATED_REQUEST_ID)),
        item.requiredInstant(CREATED_AT),
        item.requiredInstant(UPDATED_AT),
        item.requiredNumber(VERSION));
  }

  private static CustomerDetails toDetails(Attributes item) {
    return new CustomerDetails(
        item.text(REFERENCE),
        item.text(FIRST_NAME),
        item.text(LAST_NAME),
        item.text(COUNTRY_CODE),
        item.text(MOBILE_NUMBER),
        item.text(EMAIL_ID),
        toAddress(item.nested(BILLING_ADDRESS)),
        toAddress(item.nested(SHIPPING_ADDRESS)),
        item.text(GSTIN),
        item.pairs(MERCHANT_METADATA),
        item.text(ORGANISATION_NAME),
        item.text(LANGUAGE),
        item.values(CUSTOM_FIELDS));
  }

  private static @Nullable Address toAddress(@Nullable Attributes address) {
    return address == null
        ? null
        : new Address(
            address.text(ADDRESS1),
            address.text(ADDRESS2),
            address.text(ADDRESS3),
            address.text(PINCODE),
            address.text(CITY),
            address.text(STATE),
            address.text(COUNTRY),
            address.text(FULL_NAME),
            address.text(ADDRESS_TYPE),
            address.text(ADDRESS_CATEGORY));
  }
}
