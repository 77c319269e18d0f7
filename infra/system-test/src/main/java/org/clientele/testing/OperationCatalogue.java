package org.clientele.testing;

import static org.clientele.testing.Scene.FIRST_NAME;

import java.util.List;
import java.util.stream.Stream;
import org.clientele.testing.Operation.After;
import org.clientele.testing.Scene.Before;

/**
 * Every function of the service in each of its uses. Whatever has to hold for all operations is
 * tested by iterating over this, so an operation that is added here is tested for all of it.
 */
public final class OperationCatalogue {

  /** Those that store something, or would if they were not refused. */
  public static final List<Operation> WRITES =
      List.of(
          new Operation(
              "create-customer",
              "new reference",
              Before.NOTHING,
              scene -> scene.create(FIRST_NAME),
              201,
              "first_name",
              FIRST_NAME,
              After.customer(1)),
          new Operation(
              "create-customer",
              "new mobile number",
              Before.NOTHING,
              Scene::createWithoutReference,
              201,
              "status",
              "INACTIVE",
              After.customer(1)),
          new Operation(
              "create-customer",
              "same customer again",
              Before.CUSTOMER,
              scene -> scene.create(FIRST_NAME),
              201,
              "first_name",
              FIRST_NAME,
              After.customer(1)),
          new Operation(
              "create-customer",
              "reference of another",
              Before.CUSTOMER,
              scene -> scene.create("Zoya"),
              422,
              "code",
              "DUPLICATE_REQUEST",
              After.customer(1)),
          new Operation(
              "update-customer",
              "name",
              Before.CUSTOMER,
              scene -> scene.update("first_name", "Meera"),
              200,
              "first_name",
              "Meera",
              After.customer(2)),
          new Operation(
              "update-customer",
              "no change",
              Before.CUSTOMER,
              scene -> scene.update("first_name", FIRST_NAME),
              200,
              "first_name",
              FIRST_NAME,
              After.customer(1)),
          new Operation(
              "update-customer",
              "mobile number",
              Before.CUSTOMER,
              scene -> scene.update("mobile_number", "9222222222"),
              200,
              "mobile_number",
              "9222222222",
              After.customer(2)),
          new Operation(
              "update-customer",
              "reference",
              Before.CUSTOMER,
              scene -> scene.update("merchant_customer_reference", scene.name() + "-new"),
              200,
              "first_name",
              FIRST_NAME,
              After.customer(2)),
          new Operation(
              "update-customer",
              "status DELETED",
              Before.DEFAULT_TOKEN,
              scene -> scene.update("status", "DELETED"),
              200,
              "status",
              "DELETED",
              After.customer(3).andToken("ACTIVE", 1)),
          new Operation(
              "update-customer",
              "unknown customer",
              Before.NOTHING,
              scene -> scene.update("first_name", "Meera"),
              404,
              "code",
              "CUSTOMER_NOT_FOUND",
              After.NOTHING),
          new Operation(
              "delete-token",
              "active token",
              Before.TOKEN,
              Scene::deleteToken,
              200,
              "status",
              "DEACTIVATED",
              After.customer(1).andToken("DEACTIVATED", 2)),
          new Operation(
              "delete-token",
              "default token",
              Before.DEFAULT_TOKEN,
              Scene::deleteToken,
              200,
              "status",
              "DEACTIVATED",
              After.customer(3).andToken("DEACTIVATED", 2)),
          new Operation(
              "delete-token",
              "removed token",
              Before.REMOVED_TOKEN,
              Scene::deleteToken,
              200,
              "status",
              "DEACTIVATED",
              After.customer(1).andToken("DEACTIVATED", 2)),
          new Operation(
              "delete-token",
              "unknown token",
              Before.CUSTOMER,
              Scene::deleteToken,
              404,
              "code",
              "TOKEN_NOT_FOUND",
              After.customer(1)),
          new Operation(
              "set-default-token",
              "active token",
              Before.TOKEN,
              Scene::setDefault,
              200,
              "first_name",
              FIRST_NAME,
              After.customer(2).andToken("ACTIVE", 1)),
          new Operation(
              "set-default-token",
              "default token",
              Before.DEFAULT_TOKEN,
              Scene::setDefault,
              200,
              "first_name",
              FIRST_NAME,
              After.customer(2).andToken("ACTIVE", 1)),
          new Operation(
              "set-default-token",
              "removed token",
              Before.REMOVED_TOKEN,
              Scene::setDefault,
              422,
              "code",
              "INVALID_USER_ACCOUNT",
              After.customer(1).andToken("DEACTIVATED", 2)),
          new Operation(
              "clear-default-token",
              "default token",
              Before.DEFAULT_TOKEN,
              Scene::clearDefault,
              200,
              "default_token_id",
              "",
              After.customer(3).andToken("ACTIVE", 1)),
          new Operation(
              "clear-default-token",
              "no default token",
              Before.TOKEN,
              Scene::clearDefault,
              200,
              "default_token_id",
              "",
              After.customer(1).andToken("ACTIVE", 1)),
          new Operation(
              "record-tokens",
              "new token",
              Before.CUSTOMER,
              scene -> scene.recordToken(scene.report("ACTIVE")),
              200,
              "recorded",
              "true",
              After.customer(1).andToken("ACTIVE", 1)),
          new Operation(
              "record-tokens",
              "change of a token",
              Before.TOKEN,
              scene -> scene.recordToken(scene.laterReport("SUSPENDED")),
              200,
              "recorded",
              "true",
              After.customer(1).andToken("SUSPENDED", 2)),
          new Operation(
              "record-tokens",
              "same report again",
              Before.TOKEN,
              scene -> scene.recordToken(scene.report("ACTIVE")),
              200,
              "recorded",
              "true",
              After.customer(1).andToken("ACTIVE", 1)),
          new Operation(
              "record-tokens",
              "end of the default token",
              Before.DEFAULT_TOKEN,
              scene -> scene.recordToken(scene.laterReport("DEACTIVATED")),
              200,
              "recorded",
              "true",
              After.customer(3).andToken("DEACTIVATED", 2)),
          new Operation(
              "record-tokens",
              "unknown customer",
              Before.NOTHING,
              scene -> scene.recordToken(scene.report("ACTIVE")),
              422,
              "code",
              "CUSTOMER_NOT_FOUND",
              After.NOTHING),
          new Operation(
              "sweep-expired-tokens",
              "due token",
              Before.DUE_TOKEN,
              Scene::sweep,
              200,
              "failed",
              "0",
              After.customer(1).andToken("DEACTIVATED", 3)),
          new Operation(
              "sweep-expired-tokens",
              "due default token",
              Before.DUE_DEFAULT_TOKEN,
              Scene::sweep,
              200,
              "failed",
              "0",
              After.customer(3).andToken("DEACTIVATED", 3)));

  /** Those that change nothing. */
  public static final List<Operation> READS =
      List.of(
          new Operation(
              "lookup-customer",
              "customer",
              Before.CUSTOMER,
              Scene::lookup,
              200,
              "first_name",
              FIRST_NAME,
              After.customer(1)),
          new Operation(
              "lookup-customer",
              "unknown customer",
              Before.NOTHING,
              Scene::lookup,
              404,
              "code",
              "CUSTOMER_NOT_FOUND",
              After.NOTHING),
          new Operation(
              "get-customer",
              "customer",
              Before.CUSTOMER,
              Scene::getCustomer,
              200,
              "first_name",
              FIRST_NAME,
              After.customer(1)),
          new Operation(
              "get-customer",
              "unknown customer",
              Before.NOTHING,
              Scene::getCustomer,
              404,
              "code",
              "CUSTOMER_NOT_FOUND",
              After.NOTHING),
          new Operation(
              "list-tokens",
              "customer",
              Before.TOKEN,
              Scene::listTokens,
              200,
              "total_tokens",
              "1",
              After.customer(1).andToken("ACTIVE", 1)),
          new Operation(
              "list-tokens",
              "unknown customer",
              Before.NOTHING,
              Scene::listTokens,
              404,
              "code",
              "CUSTOMER_NOT_FOUND",
              After.NOTHING),
          new Operation(
              "get-token",
              "token",
              Before.TOKEN,
              Scene::getToken,
              200,
              "status",
              "ACTIVE",
              After.customer(1).andToken("ACTIVE", 1)),
          new Operation(
              "get-token",
              "unknown token",
              Before.CUSTOMER,
              Scene::getToken,
              404,
              "code",
              "TOKEN_NOT_FOUND",
              After.customer(1)),
          new Operation(
              "issue-token",
              "right secret",
              Before.NOTHING,
              scene -> scene.issueToken("demo-secret"),
              200,
              "token_type",
              "Bearer",
              After.NOTHING),
          new Operation(
              "issue-token",
              "wrong secret",
              Before.NOTHING,
              scene -> scene.issueToken("wrong"),
              422,
              "code",
              "USER_AUTHENTICATION_FAILED",
              After.NOTHING),
          new Operation(
              "refuse-unknown-route",
              "unknown path",
              Before.NOTHING,
              scene -> Request.get("/api/v1/" + scene.name()),
              404,
              "code",
              "NOT_FOUND",
              After.NOTHING));

  public static final List<Operation> ALL = Stream.of(WRITES, READS).flatMap(List::stream).toList();

  private OperationCatalogue() {}

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
