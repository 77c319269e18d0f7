package org.clientele.testing;

import static org.clientele.testing.Operation.After.NOTHING_STORED;
import static org.clientele.testing.Operation.After.customer;
import static org.clientele.testing.Operation.use;
import static org.clientele.testing.Scene.Before.CUSTOMER;
import static org.clientele.testing.Scene.Before.CUSTOMER_WITH_VALUE;
import static org.clientele.testing.Scene.Before.CUSTOM_FIELD;
import static org.clientele.testing.Scene.Before.DEFAULT_TOKEN;
import static org.clientele.testing.Scene.Before.DELETED_CUSTOMER;
import static org.clientele.testing.Scene.Before.DUE_DEFAULT_TOKEN;
import static org.clientele.testing.Scene.Before.DUE_TOKEN;
import static org.clientele.testing.Scene.Before.NOTHING;
import static org.clientele.testing.Scene.Before.REMOVED_TOKEN;
import static org.clientele.testing.Scene.Before.TOKEN;
import static org.clientele.testing.Scene.Before.TWO_CUSTOMERS;
import static org.clientele.testing.Scene.FIRST_NAME;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every function of the service in each of its uses. Whatever has to hold for all operations is
 * tested by iterating over this, so an operation that is added here is tested for all of it.
 */
public final class OperationCatalogue {

  /** Those that store something, or would if they were not refused. */
  public static final List<Operation> WRITES =
      List.of(
          use("create-customer", "new reference")
              .given(NOTHING, scene -> scene.create(FIRST_NAME))
              .answers(201, "first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("create-customer", "new mobile number")
              .given(NOTHING, Scene::createWithoutReference)
              .answers(201, "status", "INACTIVE")
              .leaves(customer(1)),
          use("create-customer", "value of a custom field")
              .given(CUSTOM_FIELD, Scene::createWithValue)
              .answers(201, "custom_fields/scene_tier", "gold")
              .leaves(customer(1)),
          use("create-customer", "same customer again")
              .given(CUSTOMER, scene -> scene.create(FIRST_NAME))
              .answers(201, "first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("create-customer", "reference of another")
              .given(CUSTOMER, scene -> scene.create("Zoya"))
              .answers(422, "code", "DUPLICATE_REQUEST")
              .leaves(customer(1)),
          use("update-customer", "name")
              .given(CUSTOMER, scene -> scene.update("first_name", "Meera"))
              .answers(200, "first_name", "Meera")
              .leaves(customer(2)),
          use("update-customer", "value of a custom field")
              .given(CUSTOMER_WITH_VALUE, Scene::updateValue)
              .answers(200, "custom_fields/scene_tier", "silver")
              .leaves(customer(2)),
          use("update-customer", "no change")
              .given(CUSTOMER, scene -> scene.update("first_name", FIRST_NAME))
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("update-customer", "mobile number")
              .given(CUSTOMER, scene -> scene.update("mobile_number", "9222222222"))
              .answers(200, "mobile_number", "9222222222")
              .leaves(customer(2)),
          use("update-customer", "reference")
              .given(
                  CUSTOMER,
                  scene -> scene.update("merchant_customer_reference", scene.name() + "-new"))
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(2)),
          use("update-customer", "status DELETED")
              .given(DEFAULT_TOKEN, scene -> scene.update("status", "DELETED"))
              .answers(200, "status", "DELETED")
              .leaves(customer(3).andFormerDefaultToken("ACTIVE", 1).andDeregistration("TO_SEND")),
          use("update-customer", "unknown customer")
              .given(NOTHING, scene -> scene.update("first_name", "Meera"))
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("delete-customer", "customer")
              .given(CUSTOMER, Scene::deleteCustomer)
              .answers(200, "status", "DELETED")
              .leaves(customer(2).andDeregistration("TO_SEND")),
          use("delete-customer", "customer with a default token")
              .given(DEFAULT_TOKEN, Scene::deleteCustomer)
              .answers(200, "default_token_id", "")
              .leaves(customer(3).andFormerDefaultToken("ACTIVE", 1).andDeregistration("TO_SEND")),
          use("delete-customer", "deleted customer")
              .given(DELETED_CUSTOMER, Scene::deleteCustomer)
              .answers(200, "status", "DELETED")
              .leaves(customer(2).andToken("ACTIVE", 1).andDeregistration("TO_SEND")),
          use("delete-customer", "unknown customer")
              .given(NOTHING, Scene::deleteCustomer)
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("delete-token", "active token")
              .given(TOKEN, Scene::deleteToken)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token", "default token")
              .given(DEFAULT_TOKEN, Scene::deleteToken)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(3).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token", "removed token")
              .given(REMOVED_TOKEN, Scene::deleteToken)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token", "unknown token")
              .given(CUSTOMER, Scene::deleteToken)
              .answers(404, "code", "TOKEN_NOT_FOUND")
              .leaves(customer(1)),
          use("delete-token-by-id", "active token")
              .given(TOKEN, Scene::deleteTokenByIdWithoutBody)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token-by-id", "default token, with a reference")
              .given(DEFAULT_TOKEN, Scene::deleteTokenById)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(3).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token-by-id", "removed token")
              .given(REMOVED_TOKEN, Scene::deleteTokenByIdWithoutBody)
              .answers(200, "status", "DEACTIVATED")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("delete-token-by-id", "unknown token")
              .given(CUSTOMER, Scene::deleteTokenByIdWithoutBody)
              .answers(404, "code", "TOKEN_NOT_FOUND")
              .leaves(customer(1)),
          use("set-default-token", "active token")
              .given(TOKEN, Scene::setDefault)
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(2).andDefaultToken("ACTIVE", 1)),
          use("set-default-token", "default token")
              .given(DEFAULT_TOKEN, Scene::setDefault)
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(2).andDefaultToken("ACTIVE", 1)),
          use("set-default-token", "removed token")
              .given(REMOVED_TOKEN, Scene::setDefault)
              .answers(422, "code", "INVALID_USER_ACCOUNT")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("TO_SEND")),
          use("clear-default-token", "default token")
              .given(DEFAULT_TOKEN, Scene::clearDefault)
              .answers(200, "default_token_id", "")
              .leaves(customer(3).andToken("ACTIVE", 1)),
          use("clear-default-token", "no default token")
              .given(TOKEN, Scene::clearDefault)
              .answers(200, "default_token_id", "")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("put-custom-field", "new field")
              .given(NOTHING, Scene::putCustomField)
              .answers(200, "type", "string")
              .leaves(NOTHING_STORED),
          use("put-custom-field", "same field again")
              .given(CUSTOM_FIELD, Scene::putCustomField)
              .answers(200, "type", "string")
              .leaves(NOTHING_STORED),
          use("delete-custom-field", "field")
              .given(CUSTOM_FIELD, Scene::deleteCustomField)
              .answers(200, "type", "string")
              .leaves(NOTHING_STORED),
          use("delete-custom-field", "unknown field")
              .given(NOTHING, Scene::deleteCustomField)
              .answers(404, "code", "CUSTOM_FIELD_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("record-tokens", "new token")
              .given(CUSTOMER, scene -> scene.recordToken(scene.report("ACTIVE")))
              .answers(200, "recorded", "true")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("record-tokens", "change of a token")
              .given(TOKEN, scene -> scene.recordToken(scene.laterReport("SUSPENDED")))
              .answers(200, "recorded", "true")
              .leaves(customer(1).andToken("SUSPENDED", 2)),
          use("record-tokens", "same report again")
              .given(TOKEN, scene -> scene.recordToken(scene.report("ACTIVE")))
              .answers(200, "recorded", "true")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("record-tokens", "end of the default token")
              .given(DEFAULT_TOKEN, scene -> scene.recordToken(scene.laterReport("DEACTIVATED")))
              .answers(200, "recorded", "true")
              .leaves(customer(3).andToken("DEACTIVATED", 2)),
          use("record-tokens", "changed status")
              .given(DEFAULT_TOKEN, scene -> scene.recordToken(scene.change("SUSPENDED")))
              .answers(200, "recorded", "true")
              .leaves(customer(2).andDefaultToken("SUSPENDED", 2)),
          use("record-tokens", "replacement of the default token")
              .given(DEFAULT_TOKEN, scene -> scene.recordToken(scene.replacement()))
              .answers(200, "recorded", "true")
              .leaves(customer(3).andDefaultToken("ACTIVE", 1).of(2)),
          use("record-tokens", "end of a removed token")
              .given(REMOVED_TOKEN, scene -> scene.recordToken(scene.laterReport("DEACTIVATED")))
              .answers(200, "recorded", "true")
              .leaves(customer(1).andToken("DEACTIVATED", 2)),
          use("record-tokens", "message in a batch with a bad one")
              .given(CUSTOMER, Scene::sendWithBadMessage)
              .answers(200, "batchItemFailures/0/itemIdentifier", "message-1")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("record-tokens", "unknown customer")
              .given(NOTHING, scene -> scene.recordToken(scene.report("ACTIVE")))
              .answers(422, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("sweep-expired-tokens", "due token")
              .given(DUE_TOKEN, Scene::sweep)
              .answers(200, "failed", "0")
              .leaves(customer(1).andToken("DEACTIVATED", 3)),
          use("sweep-expired-tokens", "shard in a batch with a bad message")
              .given(DUE_TOKEN, Scene::sendWithBadMessage)
              .answers(200, "batchItemFailures/0/itemIdentifier", "message-1")
              .leaves(customer(1).andToken("DEACTIVATED", 3)),
          use("sweep-expired-tokens", "due default token")
              .given(DUE_DEFAULT_TOKEN, Scene::sweep)
              .answers(200, "failed", "0")
              .leaves(customer(4).andToken("DEACTIVATED", 3)),
          use("send-deregistrations", "removed token")
              .given(REMOVED_TOKEN, Scene::sendDeregistrations)
              .answers(200, "failed", "0")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("SENT")),
          use("send-deregistrations", "deleted customer")
              .given(DELETED_CUSTOMER, Scene::sendDeregistrations)
              .answers(200, "failed", "0")
              .leaves(customer(2).andToken("ACTIVE", 1).andDeregistration("SENT")),
          use("send-deregistrations", "shard in a batch with a bad message")
              .given(REMOVED_TOKEN, Scene::sendWithBadMessage)
              .answers(200, "batchItemFailures/0/itemIdentifier", "message-1")
              .leaves(customer(1).andToken("DEACTIVATED", 2).andDeregistration("SENT")),
          use("issue-token", "unknown client")
              .given(NOTHING, Scene::issueTokenToUnknownClient)
              .answers(422, "code", "USER_AUTHENTICATION_FAILED")
              .leaves(NOTHING_STORED));

  /** Those that change nothing. */
  public static final List<Operation> READS =
      List.of(
          use("sweep-expired-tokens", "tick")
              .given(NOTHING, scene -> scene.sendTick("tokens.sweep"))
              .answers(200, "batchItemFailures/0", "")
              .leaves(NOTHING_STORED),
          use("send-deregistrations", "tick")
              .given(NOTHING, scene -> scene.sendTick("deregistrations.send"))
              .answers(200, "batchItemFailures/0", "")
              .leaves(NOTHING_STORED),
          use("map-provider-notices", "notice that says nothing that is kept")
              .given(NOTHING, Scene::sendNotice)
              .answers(200, "recorded", "true")
              .leaves(NOTHING_STORED),
          use("lookup-customer", "customer")
              .given(CUSTOMER, Scene::lookup)
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("lookup-customer", "unknown customer")
              .given(NOTHING, Scene::lookup)
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("get-customer", "customer")
              .given(CUSTOMER, Scene::getCustomer)
              .answers(200, "first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("get-customer", "unknown customer")
              .given(NOTHING, Scene::getCustomer)
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("list-customers", "mobile number")
              .given(CUSTOMER, Scene::listByMobileNumber)
              .answers(200, "customers/0/first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("list-customers", "first of two of a mobile number")
              .given(TWO_CUSTOMERS, scene -> scene.listByMobileNumber(1))
              .answers(200, "customers/0/first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("list-customers", "time of creation")
              .given(CUSTOMER, Scene::listByCreation)
              .answers(200, "customers/0/first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("list-customers", "unknown mobile number")
              .given(NOTHING, Scene::listByMobileNumber)
              .answers(200, "customers/0/first_name", "")
              .leaves(NOTHING_STORED),
          use("get-history", "customer")
              .given(CUSTOMER, Scene::getHistory)
              .answers(200, "entries/0/version", "1")
              .leaves(customer(1)),
          use("get-history", "page")
              .given(DEFAULT_TOKEN, Scene::getHistoryPage)
              .answers(200, "entries/0/fields/0", "default_token_id")
              .leaves(customer(2).andDefaultToken("ACTIVE", 1)),
          use("get-history", "unknown customer")
              .given(NOTHING, Scene::getHistory)
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("get-custom-field", "field")
              .given(CUSTOM_FIELD, Scene::getCustomField)
              .answers(200, "type", "string")
              .leaves(NOTHING_STORED),
          use("get-custom-field", "unknown field")
              .given(NOTHING, Scene::getCustomField)
              .answers(404, "code", "CUSTOM_FIELD_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("list-custom-fields", "fields")
              .given(CUSTOM_FIELD, Scene::listCustomFields)
              .answers(200, "custom_fields/0/type", "string")
              .leaves(NOTHING_STORED),
          use("list-customers", "search")
              .given(CUSTOMER, Scene::search)
              .answers(200, "customers/0/first_name", FIRST_NAME)
              .leaves(customer(1)),
          use("index-customers", "new customer")
              .given(NOTHING, Scene::indexCustomer)
              .answers(200, "batchItemFailures/0/itemIdentifier", "")
              .leaves(NOTHING_STORED),
          use("list-tokens", "customer")
              .given(TOKEN, Scene::listTokens)
              .answers(200, "total_tokens", "1")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("list-tokens", "unknown customer")
              .given(NOTHING, Scene::listTokens)
              .answers(404, "code", "CUSTOMER_NOT_FOUND")
              .leaves(NOTHING_STORED),
          use("get-token", "token")
              .given(TOKEN, Scene::getToken)
              .answers(200, "status", "ACTIVE")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("get-token", "unknown token")
              .given(CUSTOMER, Scene::getToken)
              .answers(404, "code", "TOKEN_NOT_FOUND")
              .leaves(customer(1)),
          use("get-token-by-id", "token")
              .given(TOKEN, Scene::getTokenById)
              .answers(200, "status", "ACTIVE")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("get-token-by-id", "customer")
              .given(TOKEN, Scene::listTokensById)
              .answers(200, "total_tokens", "1")
              .leaves(customer(1).andToken("ACTIVE", 1)),
          use("get-token-by-id", "unknown token")
              .given(CUSTOMER, Scene::getTokenById)
              .answers(404, "code", "TOKEN_NOT_FOUND")
              .leaves(customer(1)),
          use("issue-token", "right secret")
              .given(NOTHING, Scene::issueToken)
              .answers(200, "token_type", "Bearer")
              .leaves(NOTHING_STORED),
          use("get-jwk-set", "keys")
              .given(NOTHING, Scene::getJwkSet)
              .answers(200, "keys/0/kty", "RSA")
              .leaves(NOTHING_STORED),
          use("refuse-unknown-route", "unknown path")
              .given(NOTHING, scene -> Request.get("/api/v1/" + scene.name()))
              .answers(404, "code", "NOT_FOUND")
              .leaves(NOTHING_STORED));

  public static final List<Operation> ALL = Stream.of(WRITES, READS).flatMap(List::stream).toList();

  private OperationCatalogue() {}

  /** Returns the use of this name, {@code get-customer: customer} for one. */
  public static Operation named(String name) {
    return ALL.stream()
        .filter(operation -> operation.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the uses of a function, of which there is one at least. */
  public static List<Operation> ofFunction(String function) {
    List<Operation> uses =
        ALL.stream().filter(operation -> operation.function().equals(function)).toList();
    if (uses.isEmpty()) {
      throw new AssertionError("no use of " + function + " is in the catalogue");
    }
    return uses;
  }

  /** Returns the first use of each function, which succeeds if any does. */
  public static List<Operation> ofEachFunction() {
    return ALL.stream()
        .map(Operation::function)
        .distinct()
        .map(function -> ofFunction(function).get(0))
        .toList();
  }
}
