package org.clientele.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.cli.Exit.USAGE;
import static org.clientele.customer.CustomerStatus.ACTIVE;
import static org.clientele.customer.CustomerStatus.DELETED;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.clientele.cli.Exit;
import org.clientele.customer.Customer;
import org.clientele.customer.CustomerDetails;
import org.clientele.customer.CustomerStatus;
import org.clientele.embedded.TemporaryTables;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.id.CustomerId;
import org.clientele.id.MerchantId;
import org.clientele.local.LocalServer;
import org.clientele.store.customer.CustomerItem;
import org.clientele.store.deregistration.DeregistrationItem;
import org.clientele.time.MicrosecondClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EraseCustomerTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
  private static final TemporaryTables TABLES = new TemporaryTables();
  private static final String TABLE = TABLES.name("CustomersTable");

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @AfterAll
  static void close() {
    TABLES.close();
  }

  @Test
  void deletedCustomerIsErasedOnceAndTellsOfIt() {
    Customer customer = store("erased", DELETED);

    assertThat(erase(customer)).as(errors.toString()).isZero();

    assertThat(output.toString())
        .startsWith("{\"customer_id\":\"erased\",\"erased_at\":\"2")
        .endsWith("\",\"tokens\":0}\n")
        .doesNotContain("Asha");
    Customer erased = stored(customer);
    assertThat(erased.isErased()).isTrue();
    assertThat(erase(customer)).isZero();
    assertThat(stored(customer)).isEqualTo(erased);
  }

  @Test
  void customerThatIsNotDeletedIsLeftAsItIs() {
    Customer customer = store("active", ACTIVE);

    assertThat(erase(customer)).isEqualTo(USAGE.code());

    assertThat(errors.toString()).startsWith("clientele: the customer is not DELETED");
    assertThat(stored(customer)).isEqualTo(customer);
  }

  @Test
  void customerWhoseProvidersAreNotAskedYetIsLeftAsItIs() {
    Customer customer = store("waiting", DELETED);
    TABLES.client().putItem(put -> put.tableName(TABLE).item(DeregistrationItem.of(customer)));

    assertThat(erase(customer)).isEqualTo(USAGE.code());

    assertThat(stored(customer)).isEqualTo(customer);
  }

  @Test
  void customerWhomRepeatedRequestsAreStillAnsweredWithIsLeftAsItIs() {
    Customer customer = store("answered", DELETED, MicrosecondClock.system().instant());

    assertThat(erase(customer)).isEqualTo(USAGE.code());

    assertThat(errors.toString())
        .isEqualTo(
            "clientele: repeated requests are answered with it until 24 hours after its"
                + " deletion\n");
    assertThat(stored(customer)).isEqualTo(customer);
  }

  @ParameterizedTest
  @CsvSource({
    "CUSTOMER_NOT_FOUND, USAGE",
    "INVALID_USER_ACCOUNT, USAGE",
    "CUSTOMER_CHANGED, UNAVAILABLE",
    "RATE_LIMITED, UNAVAILABLE",
    "SERVICE_UNAVAILABLE, UNAVAILABLE"
  })
  void whatAnotherAttemptMayGetOverIsNoWrongOption(ErrorCode code, Exit exit) {
    assertThat(EraseCustomer.failure(new ApiException(code, "why")).exit()).isEqualTo(exit);
  }

  @ParameterizedTest
  @CsvSource({
    "m, nobody, Customer not found",
    "m, 'a b', --customer is no id",
    "'', c, --merchant is no id",
    "a#b, c, --merchant is no id"
  })
  void whoThereIsNotIsSaid(String merchant, String customer, String complaint) {
    assertThat(run("--merchant", merchant, "--customer", customer)).isEqualTo(USAGE.code());

    assertThat(errors.toString()).isEqualTo("clientele: " + complaint + "\n");
    assertThat(output.toString()).isEmpty();
  }

  private static Customer store(String id, CustomerStatus status) {
    return store(id, status, NOW);
  }

  private static Customer store(String id, CustomerStatus status, Instant now) {
    var details =
        new CustomerDetails(
            "reference-" + id, "Asha", null, null, null, null, null, null, null, null);
    Customer created =
        Customer.create(new CustomerId(id), new MerchantId("m"), details, ACTIVE, NOW)
            .nextVersion();
    Customer customer =
        status == ACTIVE ? created : created.update(details, status, now).nextVersion();
    TABLES.client().putItem(put -> put.tableName(TABLE).item(CustomerItem.of(customer)));
    return customer;
  }

  private static Customer stored(Customer customer) {
    return CustomerItem.toCustomer(
        TABLES
            .client()
            .getItem(
                get ->
                    get.tableName(TABLE)
                        .key(CustomerItem.key(customer.merchantId(), customer.id())))
            .item());
  }

  private int erase(Customer customer) {
    return run("--merchant", customer.merchantId().value(), "--customer", customer.id().value());
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("erase-customer"));
    arguments.addAll(Arrays.asList(options));
    arguments.addAll(List.of("--table", TABLE, "--endpoint", "" + TABLES.endpoint()));
    return LocalServer.asClientele(new CommandLine(new LocalServer()))
        .setOut(new PrintWriter(output, true))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments.toArray(String[]::new));
  }
}
