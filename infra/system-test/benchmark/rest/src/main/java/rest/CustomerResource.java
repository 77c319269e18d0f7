package rest;

import io.quarkus.security.Authenticated;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestPath;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What get-customer would be on Quarkus REST: the same libraries, behind its Lambda bridge. */
@Path("/api/v1/customer")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
public class CustomerResource {

  private static final Logger LOG = Logger.getLogger(CustomerResource.class);

  private final DynamoDbClient dynamoDb;
  private final JsonWebToken caller;
  private final String table;

  CustomerResource(
      DynamoDbClient dynamoDb,
      JsonWebToken caller,
      @ConfigProperty(name = "clientele.customers-table") String table) {
    this.dynamoDb = dynamoDb;
    this.caller = caller;
    this.table = table;
  }

  @GET
  @Path("/{id}")
  public Map<String, Object> get(@RestPath @Pattern(regexp = "[A-Za-z0-9._-]{1,64}") String id) {
    long begun = System.nanoTime();
    if (!(" " + caller.getClaim("scope") + " ").contains(" customers:read ")) {
      throw new ForbiddenException();
    }
    var key =
        Map.of(
            "pk", AttributeValue.fromS(caller.getClaim("merchant_id") + "#" + id),
            "sk", AttributeValue.fromS("customer"));
    var read = dynamoDb.getItem(get -> get.tableName(table).key(key).consistentRead(true));
    if (!read.hasItem()) {
      throw new NotFoundException();
    }
    Map<String, Object> customer = map(read.item());
    customer.put("customer_id", id);
    LOG.infof(
        "{\"function\": \"get-customer\", \"status\": 200, \"duration_ms\": %d}",
        (System.nanoTime() - begun) / 1_000_000);
    return customer;
  }

  private static Map<String, Object> map(Map<String, AttributeValue> item) {
    Map<String, Object> object = new LinkedHashMap<>();
    item.forEach((name, value) -> object.put(name, value(value)));
    return object;
  }

  private static Object value(AttributeValue value) {
    if (value.hasM()) {
      return map(value.m());
    }
    return value.n() == null ? value.s() : Long.valueOf(value.n());
  }
}
