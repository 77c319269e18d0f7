package org.clientele.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.clientele.TestingSettings;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.operation.LookupCustomerRequest;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.store.customer.CustomerRepository;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A second implementation of DynamoDB; skipped where there is no Docker, but for its profile. */
@Tag("localstack")
@Testcontainers(disabledWithoutDocker = true)
class LocalStackTest {

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  @Container
  private static final LocalStackContainer LOCALSTACK =
      new LocalStackContainer(DockerImageName.parse("localstack/localstack:4.9.2"))
          .withServices("dynamodb");

  @Test
  void customerIsCreatedAndLookedUp() {
    try (var dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(LOCALSTACK.getEndpoint())
            .region(Region.of(LOCALSTACK.getRegion()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(
                        LOCALSTACK.getAccessKey(), LOCALSTACK.getSecretKey())))
            .httpClient(UrlConnectionHttpClient.create())
            .build()) {
      TestingDynamoDb.tables().template().createTables(dynamoDb);
      var customers = new CustomerRepository(dynamoDb, TestingSettings.of());
      var merchant = new MerchantId("m");
      var details =
          new CustomerDetails(
              "ref", "Asha", null, "91", "9000000000", null, null, null, null, null);

      Customer created =
          customers.insert(Customer.create(CustomerId.random(CREATED), merchant, details, CREATED));

      assertThat(customers.get(merchant, new LookupCustomerRequest("91", "9000000000", "ref")))
          .isEqualTo(created);
    }
  }
}
