package org.clientele.store.dynamodb;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.clientele.settings.Settings;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A call to the store that finds nothing, for what it brings about: a client that is at work. */
@Singleton
public class StoreProbe {

  /** Of no merchant: their ids are followed by a {@code #}. */
  private static final String NOBODY = "nobody";

  /** The first call of a process with little processor takes longer than any other. */
  private static final Duration ATTEMPT = Duration.ofSeconds(3);

  private static final Duration CALL = Duration.ofSeconds(6);

  private final DynamoDbClient dynamoDb;
  private final String table;

  StoreProbe(DynamoDbClient dynamoDb, Settings settings) {
    this.dynamoDb = dynamoDb;
    this.table = settings.customersTable();
  }

  /**
   * Reads from the table of customers.
   *
   * @param closes the connection afterwards
   * @throws SdkException if the store cannot be reached or refuses
   */
  public void read(boolean closes) {
    dynamoDb.getItem(
        get ->
            get.tableName(table)
                .key(Attributes.key(NOBODY, NOBODY).toMap())
                .overrideConfiguration(
                    call -> {
                      call.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL);
                      if (closes) {
                        call.putHeader("Connection", "close");
                      }
                    }));
  }
}
