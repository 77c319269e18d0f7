package org.clientele.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.clientele.access.ApiClient;
import org.clientele.access.ClientSecret;
import org.clientele.access.Scope;
import org.clientele.id.MerchantId;
import org.clientele.store.client.ClientRepository;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Prints what an operator puts into a deployed clients table; it stores nothing. */
@Command(
    name = "credentials",
    mixinStandardHelpOptions = true,
    versionProvider = LocalServer.Version.class,
    description = "Prints a new signing key and a new API client for a deployed clients table.")
class NewCredentials implements Callable<Integer> {

  private static final int KEY_BITS = 2048;
  private static final int SECRET_BYTES = 32;

  @Option(names = "--merchant", required = true, description = "id of the merchant it is for")
  private String merchant = "";

  @Override
  public Integer call() throws JoseException {
    RsaJsonWebKey key = RsaJwkGenerator.generateJwk(KEY_BITS);
    key.setKeyId(UUID.randomUUID().toString());
    String secret = newSecret();
    var client =
        new ApiClient(
            UUID.randomUUID().toString(),
            ClientSecret.hash(secret),
            new MerchantId(merchant),
            EnumSet.allOf(Scope.class),
            false);
    String privateKey = key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
    System.out.println("AccessTokenKeys: " + new JsonWebKeySet(key).toJson());
    System.out.println("Signing key item: " + json(ClientRepository.signingKeyItem(privateKey)));
    System.out.println("Client item: " + json(ClientRepository.item(client)));
    System.out.println("client_id: " + client.id());
    System.out.println("client_secret: " + secret);
    return CommandLine.ExitCode.OK;
  }

  private static String newSecret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Returns an item as the AWS CLI takes it. */
  private static ObjectNode json(Map<String, AttributeValue> item) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    item.forEach(
        (name, value) -> {
          ObjectNode typed = json.putObject(name);
          switch (value.type()) {
            case BOOL -> typed.put("BOOL", value.bool());
            case N -> typed.put("N", value.n());
            default -> typed.put("S", value.s());
          }
        });
    return json;
  }
}
