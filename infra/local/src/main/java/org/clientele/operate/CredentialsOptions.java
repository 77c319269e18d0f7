package org.clientele.operate;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.clientele.access.ApiClient;
import org.clientele.access.SigningKeys;
import org.clientele.cli.CommandFailure;
import org.clientele.store.client.CredentialsRepository;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Where the clients table is, and what each command on it does there. */
final class CredentialsOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private TableOptions clients = new TableOptions();

  <T> T inTable(Function<CredentialsRepository, T> work) {
    try (DynamoDbClient dynamoDb = clients.open()) {
      return work.apply(new CredentialsRepository(dynamoDb, clients.table()));
    }
  }

  /** Stores what becomes of the signing keys that there are, and returns it. */
  SigningKeys changeKeys(Function<SigningKeys, SigningKeys> change) {
    return inTable(
        table -> {
          SigningKeys read =
              table
                  .findSigningKeys()
                  .orElseThrow(
                      () -> failure("there is no signing key; credentials init makes one"));
          SigningKeys changed = change.apply(read);
          if (!changed.equals(read)) {
            require(table.update(read, changed), "the keys were changed meanwhile; look again");
          }
          return changed;
        });
  }

  /** Stores what becomes of a client that there is. */
  void changeClient(String id, Function<ApiClient, ApiClient> change) {
    inTable(
        table -> {
          ApiClient read = client(table, id);
          boolean isStored = table.update(read, change.apply(read));
          require(isStored, "the client was changed meanwhile; look again");
          return isStored;
        });
  }

  /**
   * Stores that a client is revoked, and the keys with which its tokens are refused. Returns those;
   * without keys there are no tokens.
   */
  Optional<SigningKeys> revokeClient(String id, UnaryOperator<SigningKeys> refusing) {
    return inTable(
        table -> {
          ApiClient read = client(table, id);
          Optional<SigningKeys> readKeys = table.findSigningKeys();
          Optional<SigningKeys> changed = readKeys.map(refusing);
          boolean isStored =
              readKeys.isEmpty()
                  ? table.update(read, read.asRevoked())
                  : table.revoke(read, readKeys.get(), changed.orElseThrow());
          require(isStored, "the client or the keys were changed meanwhile; look again");
          return changed;
        });
  }

  private static ApiClient client(CredentialsRepository table, String id) {
    return table.findClient(id).orElseThrow(() -> failure("there is no client of this id"));
  }

  static void require(boolean rule, String otherwise) {
    if (!rule) {
      throw failure(otherwise);
    }
  }

  static CommandFailure failure(String message) {
    return CommandFailure.usage(message);
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Prints what verifies the tokens of these keys, as a line for samconfig.toml. */
  void printSet(SigningKeys keys) {
    out().println("AccessTokenKeys = '" + SigningKey.publicSet(keys) + "'");
  }
}
