package org.clientele.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.testing.AccessTokenSigner.ISSUER;
import static org.clientele.testing.AccessTokenSigner.claims;
import static org.clientele.testing.AccessTokenSigner.encoded;
import static org.clientele.testing.AccessTokenSigner.input;
import static org.clientele.testing.Quoted.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.clientele.testing.AccessTokenSigner;
import org.clientele.testing.FaultyDynamoDb;
import org.clientele.testing.LocalServerProcess;
import org.clientele.testing.MerchantClient;
import org.clientele.testing.MerchantClient.Answer;
import org.clientele.testing.Operation;
import org.clientele.testing.OperationCatalogue;
import org.clientele.testing.Request;
import org.clientele.testing.Scene;
import org.clientele.testing.TestScale;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokens that somebody would like to be let in with, at every route that needs one. Most are signed
 * with the server's own key, so that what is wrong with them is all that is wrong.
 */
class HostileAccessTokensIT {

  private static final String OTHER = "https://clientele.example.com";
  private static final long SEED = TestScale.seed();
  private static final int BIT_FLIPS = TestScale.of(24, 2_000);

  private static final FaultyDynamoDb STORE = FaultyDynamoDb.start();
  private static final List<Operation> OPERATIONS =
      OperationCatalogue.ofEachFunction().stream().filter(Operation::needsAccessToken).toList();

  private static LocalServerProcess server;
  private static AccessTokenSigner signer;
  private static String good;
  private static TestingListener listener;

  /** Where a token may say that its key is; no connection may be made. */
  private static final class TestingListener implements AutoCloseable {

    private final ServerSocket socket;
    private volatile boolean visited;

    TestingListener() throws IOException {
      socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      var thread = new Thread(this::listen, "listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void listen() {
      try {
        socket.accept().close();
        visited = true;
      } catch (IOException e) {
        // closed without a visit
      }
    }

    String url() {
      return "http://localhost:" + socket.getLocalPort() + "/keys";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    listener = new TestingListener();
    server = STORE.startServer();
    signer = AccessTokenSigner.of(STORE);
    good = signer.sign(signer.header(), claims());
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    STORE.close();
    listener.close();
  }

  /** Names of tokens and the tokens, all of one kind. */
  private static final class Family extends LinkedHashMap<String, String> {

    Family signed(String name, Object header, Object claims) {
      return with(name, signer.sign(header, claims));
    }

    /** Adds tokens whose header has each of these values, in JSON, under a name. */
    Family headers(String name, List<String> values) {
      values.forEach(
          json ->
              signed(
                  "header %s %.100s".formatted(name, json),
                  signer.header().set(name, MerchantClient.parse(json)),
                  AccessTokenSigner.claims()));
      return this;
    }

    /** Adds tokens whose claims have each of these values, in JSON, under a name. */
    Family claims(String name, List<String> values) {
      values.forEach(
          json ->
              signed(
                  "claim %s %.100s".formatted(name, json),
                  signer.header(),
                  AccessTokenSigner.claims().set(name, MerchantClient.parse(json))));
      return this;
    }

    Family with(String name, String token) {
      assertThat(put(name, token)).as(name).isNull();
      return this;
    }
  }

  static List<Named<Family>> unauthorized() {
    return List.of(
        Named.of("no algorithm", unsigned()),
        Named.of("public key as a shared secret", sharedSecrets()),
        Named.of("other algorithms", otherAlgorithms()),
        Named.of("other signatures", otherSignatures()),
        Named.of("flipped bits", flippedBits()),
        Named.of("other payloads", otherPayloads()),
        Named.of("keys brought along", ownKeys()),
        Named.of("key ids", keyIds()),
        Named.of("headers to understand", criticalHeaders()),
        Named.of("times", times()),
        Named.of("issuers", issuers()),
        Named.of("audiences", audiences()),
        Named.of("other kinds of token", otherKinds()),
        Named.of("tokens in tokens and other forms", otherForms()),
        Named.of("merchants", merchants()),
        Named.of("names twice", namesTwice()));
  }

  static List<Named<Family>> forbidden() {
    return List.of(Named.of("scopes", scopes()));
  }

  static List<Named<Family>> accepted() {
    return List.of(Named.of("good tokens", goodTokens()));
  }

  private static Family unsigned() {
    var family = new Family();
    String signature = good.substring(good.lastIndexOf('.') + 1);
    for (String name : List.of("none", "None", "NONE", "nOnE", "none ", " none", "")) {
      String input = input(signer.header().put("alg", name), claims());
      family.with(name + " and nothing", input + ".");
      family.with(name + " and a byte", input + ".AA");
      family.with(name + " and a signature", input + "." + signature);
    }
    family.headers("alg", List.of("null", "0", "[\"RS256\"]", "{\"RS256\":1}", "true"));
    return family.signed("no alg", signer.header().without("alg"), claims());
  }

  private static Family sharedSecrets() {
    byte[] der = signer.publicKey().getEncoded();
    BigInteger modulus = signer.publicKey().getModulus();
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----".formatted(lines);
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    secrets.put("DER", der);
    secrets.put("PEM", pem.getBytes(UTF_8));
    secrets.put("PEM with an end of line", (pem + "\n").getBytes(UTF_8));
    secrets.put("PEM of Windows", pem.replace("\n", "\r\n").getBytes(UTF_8));
    secrets.put("PEM without frame", lines.getBytes(UTF_8));
    secrets.put("Base64", Base64.getEncoder().encode(der));
    secrets.put("JWK", signer.publicJwk().getBytes(UTF_8));
    secrets.put("JWK set", "{\"keys\":[%s]}".formatted(signer.publicJwk()).getBytes(UTF_8));
    secrets.put("modulus", modulus.toByteArray());
    secrets.put("modulus in Base64", encoded(modulus.toByteArray()).getBytes(UTF_8));
    secrets.put("modulus in digits", modulus.toString().getBytes(UTF_8));
    secrets.put("key id", signer.keyId().getBytes(UTF_8));
    secrets.put("one byte", new byte[1]);
    var family = new Family();
    for (String bits : List.of("256", "384", "512")) {
      ObjectNode header = signer.header().put("alg", "HS" + bits);
      secrets.forEach(
          (name, secret) -> family.with("HS" + bits + " with " + name, mac(bits, header, secret)));
    }
    return family;
  }

  private static String mac(String bits, ObjectNode header, byte[] secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA" + bits);
      mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
      String input = input(header, claims());
      return input + "." + encoded(mac.doFinal(input.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Family otherAlgorithms() {
    var family = new Family();
    Map.of("RS1", "SHA1withRSA", "RS384", "SHA384withRSA", "RS512", "SHA512withRSA")
        .forEach((name, algorithm) -> family.with(name, signed(name, algorithm)));
    for (int bits : List.of(256, 384, 512)) {
      family.with("PS" + bits, pss(bits));
    }
    for (String name : List.of("rs256", "Rs256", "RS256 ", "RSA", "SHA256withRSA", "RSA1_5")) {
      family.with(name + ", signed as RS256", signed(name, "SHA256withRSA"));
    }
    for (String name : List.of("PS256", "RS384", "RS512", "HS256", "ES256", "ES256K", "EdDSA")) {
      family.with("called " + name + ", signed as RS256", signed(name, "SHA256withRSA"));
    }
    for (String algorithm : List.of("SHA1withRSA", "SHA512withRSA", "MD5withRSA", "NONEwithRSA")) {
      family.with("called RS256, signed by " + algorithm, signed("RS256", algorithm));
    }
    PrivateKey elliptic = keyPair("EC", 256).getPrivate();
    String input = input(signer.header().put("alg", "ES256"), claims());
    byte[] signature = AccessTokenSigner.signature("SHA256withECDSAinP1363Format", elliptic, input);
    return family
        .with("ES256 of another key", input + "." + encoded(signature))
        .with("ES256 of zeros", input + "." + encoded(new byte[64]));
  }

  private static String signed(String name, String algorithm) {
    String input = input(signer.header().put("alg", name), claims());
    String signed = algorithm.equals("NONEwithRSA") ? input.substring(0, 32) : input;
    return input
        + "."
        + encoded(AccessTokenSigner.signature(algorithm, signer.privateKey(), signed));
  }

  private static String pss(int bits) {
    String hash = "SHA-" + bits;
    String input = input(signer.header().put("alg", "PS" + bits), claims());
    try {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
      signature.initSign(signer.privateKey());
      signature.update(input.getBytes(UTF_8));
      return input + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair keyPair(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static Family otherSignatures() {
    int end = good.lastIndexOf('.') + 1;
    String input = good.substring(0, end);
    String signature = good.substring(end);
    byte[] bytes = Base64.getUrlDecoder().decode(signature);
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 1, bytes.length);
    PrivateKey impostor = keyPair("RSA", 2048).getPrivate();
    String anothers = signer.sign(signer.header(), claims().put("jti", "another"));
    return new Family()
        .with("none", input)
        .with("none and no dot", input.substring(0, end - 1))
        .with("one character", input + "A")
        .with("all but the last bytes", input + signature.substring(0, signature.length() - 4))
        .with("half", input + signature.substring(0, signature.length() / 2))
        .with("twice", good + signature)
        .with("longer by a leading zero", input + encoded(longer))
        .with("zeros", input + encoded(new byte[bytes.length]))
        .with("with a fourth part", good + ".AA")
        .with("with padding", good + "==")
        .with("with a quotation mark", '"' + good + '"')
        .with("another token's", input + anothers.substring(anothers.lastIndexOf('.') + 1))
        .with("of the claims alone", input + encoded(sha256(impostor, good.split("\\.", -1)[1])))
        .with("another key's", input + encoded(sha256(impostor, input.substring(0, end - 1))));
  }

  private static byte[] sha256(PrivateKey key, String input) {
    return AccessTokenSigner.signature("SHA256withRSA", key, input);
  }

  private static Family flippedBits() {
    var random = new Random(SEED);
    var family = new Family();
    String[] parts = good.split("\\.", -1);
    while (family.size() < BIT_FLIPS) {
      int part = random.nextInt(parts.length);
      byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
      int bit = random.nextInt(bytes.length * 8);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      List<String> flipped = new ArrayList<>(List.of(parts));
      flipped.set(part, encoded(bytes));
      family.put("bit %d of part %d".formatted(bit, part), String.join(".", flipped));
    }
    return family;
  }

  private static Family otherPayloads() {
    String[] parts = good.split("\\.", -1);
    var family = new Family();
    Map.of(
            "merchant_id", LocalServerProcess.OTHER_MERCHANT,
            "scope", "customers:read customers:write tokens:read admin",
            "jti", "another",
            "sub", "another",
            "aud", OTHER)
        .forEach(
            (name, value) ->
                family.with(
                    "signature of another " + name,
                    input(signer.header(), claims().put(name, value)) + "." + parts[2]));
    for (String payload : List.of("", "null", "[]", "1", "\"x\"", "{", "{}", "x", claims() + "x")) {
      family.signed(
          "signed: " + (payload.length() > 20 ? "trailing" : payload), signer.header(), payload);
    }
    long exp = claims().path("exp").asLong();
    family.with(
        "signature of a shorter life",
        input(signer.header(), claims().put("exp", exp + 1)) + "." + parts[2]);
    String deep = "[".repeat(20_000) + "]".repeat(20_000);
    return family
        .with("another's header", encoded("{}".getBytes(UTF_8)) + "." + parts[1] + "." + parts[2])
        .with("header and claims swapped", parts[1] + "." + parts[0] + "." + parts[2])
        .with(
            "deep claims",
            input(signer.header(), "{\"a\":" + deep.substring(15_000, 25_000) + "}") + ".AA")
        .with(
            "deep header",
            input("{\"alg\":\"RS256\",\"kid\":" + deep.substring(15_000, 25_000) + "}", claims())
                + ".AA")
        .with(
            "bytes that are no text",
            parts[0] + "." + encoded(new byte[] {(byte) 0xff, 0}) + "." + parts[2])
        .with("not even Base64", "a.b.c");
  }

  private static Family ownKeys() {
    KeyPair own = keyPair("RSA", 2048);
    JsonNode jwk = MerchantClient.parse(jwk(own));
    var family = new Family();
    for (String kid : List.of(signer.keyId(), "own", "")) {
      Map<String, JsonNode> places = new LinkedHashMap<>();
      places.put("jwk", jwk);
      places.put("jku", text(listener.url()));
      places.put("x5u", text(listener.url()));
      places.put("x5c", MerchantClient.JSON.createArrayNode().add("MIIB"));
      places.put("x5t", text("AAAA"));
      places.put("x5t#S256", text("AAAA"));
      places.put("kid", text(kid));
      for (Map.Entry<String, JsonNode> place : places.entrySet()) {
        ObjectNode header = signer.header().put("kid", kid);
        header.set(place.getKey(), place.getValue());
        String input =
            input(header.get("kid").asText().isEmpty() ? header.without("kid") : header, claims());
        family.with(
            place.getKey() + " of '" + kid + "'",
            input + "." + encoded(sha256(own.getPrivate(), input)));
      }
    }
    return family;
  }

  private static String jwk(KeyPair pair) {
    try {
      return JsonWebKey.Factory.newJwk(pair.getPublic()).toJson();
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode text(String text) {
    return MerchantClient.JSON.getNodeFactory().textNode(text);
  }

  private static Family keyIds() {
    return new Family()
        .headers(
            "kid",
            texts(
                """
                `"unknown"` `""` `"LOCAL"` `"local "` `"loca"` `"local\\u0000"`
                `"../../../../../../dev/null"` `"/dev/null"` `"file:///dev/null"`
                `"local' OR '1'='1"` `"'; DROP TABLE keys; --"` `"signing-key"`
                `"${jndi:ldap://localhost/a}"` `1` `true` `null` `["local"]` `{"local":1}`
                """))
        .signed("listener", signer.header().put("kid", listener.url()), claims())
        .signed("long", signer.header().put("kid", "k".repeat(10_000)), claims())
        .signed("none", signer.header().without("kid"), claims());
  }

  private static Family criticalHeaders() {
    var family = new Family();
    for (String crit :
        texts(
            """
            `["x"]` `["exp"]` `["exp","x"]` `[]` `[1]` `"exp"` `{}` `1` `["b64"]` `["alg"]`
            """)) {
      ObjectNode header = signer.header().put("exp", 1).put("x", 1).put("b64", true);
      header.set("crit", MerchantClient.parse(crit));
      family.signed("crit " + crit, header, claims());
    }
    ObjectNode unencoded = signer.header().put("b64", false);
    unencoded.putArray("crit").add("b64");
    return family.signed("unencoded", unencoded, claims());
  }

  /** The server's clock runs on, so the edges that are exact are in the verifier's own test. */
  private static Family times() {
    var family = new Family();
    long now = Instant.now().getEpochSecond();
    for (long ago : List.of(60L, 61L, 3_600L, now, now - 1)) {
      family.signed(
          "expired " + ago,
          signer.header(),
          claims(now).put("iat", Math.max(0, now - ago - 60)).put("exp", now - ago));
    }
    for (long ahead : List.of(600L, 3_600L, now)) {
      family.signed("valid from " + ahead, signer.header(), claims(now).put("nbf", now + ahead));
      family.signed(
          "issued in " + ahead,
          signer.header(),
          claims(now).put("iat", now + ahead).put("exp", now + ahead + 3_600));
    }
    for (long life : List.of(86_401L, 90_000L, 315_360_000L, now * 1_000 - now)) {
      family.signed("lives " + life, signer.header(), claims(now).put("exp", now + life));
    }
    String odd =
        "\"%1$d\" %1$d.5 %1$d.0 -1 -%1$d 9223372036854775807 9223372036854775808 1e10 1e999 true"
            + " [%1$d] {} \"\" \"never\"";
    for (String claim : List.of("exp", "nbf", "iat")) {
      long value = claim.equals("exp") ? now + 3_600 : now - 1;
      for (String json : odd.formatted(value).split(" ", -1)) {
        ObjectNode claims = claims(now).without(claim);
        String payload = claims.toString().replaceFirst("}$", ",\"" + claim + "\":" + json + "}");
        family.signed(claim + " " + json, signer.header(), payload);
      }
    }
    return family
        .signed("no expiry", signer.header(), claims(now).without("exp"))
        .signed("no time of issue", signer.header(), claims(now).without("iat"));
  }

  /** Returns texts that look like the server's own address. */
  private static List<String> lookAlikes() {
    return List.of(
        OTHER,
        "",
        ISSUER + "/",
        ISSUER + ".",
        ISSUER + ":443",
        ISSUER + ".example.com",
        ISSUER + "?",
        ISSUER + "#",
        ISSUER + " ",
        " " + ISSUER,
        ISSUER + "\u0000",
        ISSUER + "\n",
        ISSUER.substring(0, ISSUER.length() - 1),
        ISSUER.replace("https", "http"),
        ISSUER.replace("https", "HTTPS"),
        ISSUER.replace("clientele", "Clientele"),
        ISSUER.replace("clientele", "c1ientele"),
        ISSUER.replace("e", "\u0435"),
        ISSUER.replace("//", "//user@"),
        ISSUER.replace("clientele", "%63lientele"),
        "clientele.localhost",
        OTHER + "," + ISSUER,
        "*");
  }

  private static Family issuers() {
    var family = new Family();
    lookAlikes().forEach(text -> family.signed(text, signer.header(), claims().put("iss", text)));
    ObjectNode several = claims();
    several.putArray("iss").add(ISSUER);
    return family
        .signed("array", signer.header(), several)
        .signed("number", signer.header(), claims().put("iss", 1))
        .signed("null", signer.header(), claims().putNull("iss"))
        .signed("none", signer.header(), claims().without("iss"));
  }

  private static Family audiences() {
    var family = new Family();
    for (String text : lookAlikes()) {
      family.signed(text, signer.header(), claims().put("aud", text));
      ObjectNode several = claims();
      several.putArray("aud").add(text).add(OTHER);
      family.signed("[" + text + "]", signer.header(), several);
    }
    List<String> others =
        List.of("[]", "{}", "1", "null", "true", "[[\"%s\"]]", "[\"%s\",1]", "{\"a\":\"%s\"}");
    family.claims("aud", others.stream().map(json -> json.formatted(ISSUER)).toList());
    return family.signed("none", signer.header(), claims().without("aud"));
  }

  private static Family otherKinds() {
    var family = new Family();
    for (String type :
        texts(
            """
            `id+jwt` `ID` `id_token` `logout+jwt` `dpop+jwt` `secevent+jwt` `JWE` `JOSE`
            `application/jwt` `jwt ` `at+jwt;v=1` `` `\u212Awt`
            """)) {
      family.signed("typ " + type, signer.header().put("typ", type), claims());
    }
    family.headers("typ", List.of("1", "[\"JWT\"]", "{}", "true"));
    family.claims(
        "token_use", List.of("\"id\"", "\"refresh\"", "\"Access\"", "\"\"", "1", "[\"access\"]"));
    for (String claim : List.of("nonce", "at_hash", "c_hash")) {
      family.signed(
          "ID token with " + claim,
          signer.header(),
          claims().<ObjectNode>without("scope").put(claim, "x"));
    }
    return family;
  }

  private static Family otherForms() {
    String[] parts = good.split("\\.", -1);
    String flattened =
        "{\"protected\":\"%s\",\"payload\":\"%s\",\"signature\":\"%s\"}"
            .formatted(parts[0], parts[1], parts[2]);
    String general =
        "{\"payload\":\"%s\",\"signatures\":[{\"protected\":\"%s\",\"signature\":\"%s\"}]}"
            .formatted(parts[1], parts[0], parts[2]);
    return new Family()
        .signed("token in a token", signer.header().put("cty", "JWT"), good)
        .signed("token in a token in lower case", signer.header().put("cty", "jwt"), good)
        .signed("token in a token that does not say so", signer.header(), good)
        .signed(
            "token in two tokens",
            signer.header().put("cty", "JWT"),
            signer.sign(signer.header().put("cty", "JWT"), good))
        .with("encrypted claims", encrypted(claims().toString(), ""))
        .with("encrypted token", encrypted(good, "JWT"))
        .with("five parts", parts[0] + ".." + parts[1] + ".AA." + parts[2])
        .with("flattened JSON", flattened)
        .with("general JSON", general)
        .with("flattened JSON in Base64", encoded(flattened.getBytes(UTF_8)))
        .with("empty", "")
        .with("dots", "..")
        .with("percent-encoded dots", good.replace(".", "%2E"))
        .with("one part", parts[1]);
  }

  private static String encrypted(String payload, String contentType) {
    var token = new JsonWebEncryption();
    token.setPayload(payload);
    token.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.RSA_OAEP_256);
    token.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_128_GCM);
    token.setKeyIdHeaderValue(signer.keyId());
    token.setContentTypeHeaderValue(contentType);
    token.setKey(signer.publicKey());
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  private static Family merchants() {
    var family = new Family();
    family.claims(
        "merchant_id",
        texts(
            """
            `""` `1` `true` `null` `["demo-merchant"]` `{"demo-merchant":1}` `"demo-merchant#"`
            `"demo#merchant"` `"#"` `" demo-merchant"` `"demo-merchant\\n"`
            `"demo-merchant\\u0000"` `"demo/merchant"` `"demo merchant"` `"d\u0435mo-merchant"`
            `"*"` `"mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm"`
            """));
    for (String name :
        texts(
            """
            `Merchant_Id` `MERCHANT_ID` `merchantId` `merchant` `merchant_id `
            `merchant\u200b_id`
            """)) {
      family.signed(
          "as " + name,
          signer.header(),
          claims().<ObjectNode>without("merchant_id").put(name, "demo-merchant"));
    }
    return family.signed("none", signer.header(), claims().without("merchant_id"));
  }

  private static Family namesTwice() {
    var family = new Family();
    String claims = claims().toString();
    for (String twice :
        texts(
            """
            `"merchant_id":"other-merchant"` `"merchant_id":"demo-merchant"` `"scope":""`
            `"exp":1` `"iss":"x"` `"aud":"x"` `"merchant\\u005fid":"other-merchant"`
            `"\\u0073cope":"admin"`
            """)) {
      family.signed(
          "claim first " + twice,
          signer.header(),
          claims.replaceFirst("\\{", "{" + twice.replace("\\", "\\\\") + ","));
      family.signed(
          "claim last " + twice,
          signer.header(),
          claims.substring(0, claims.length() - 1) + "," + twice + "}");
    }
    String header = signer.header().toString();
    for (String twice :
        texts(
            """
            `"alg":"none"` `"alg":"RS256"` `"kid":"x"` `"kid":"%s"` `"\\u0061lg":"none"`
            """
                .formatted(signer.keyId()))) {
      family.signed("header first " + twice, "{" + twice + "," + header.substring(1), claims());
      family.signed(
          "header last " + twice,
          header.substring(0, header.length() - 1) + "," + twice + "}",
          claims());
    }
    return family;
  }

  private static Family scopes() {
    var family = new Family();
    family.claims(
        "scope",
        texts(
            """
            `["customers:reads","admin"]` `[["customers:read"]]` `[1,true,null]` `[]` `""` `" "` `"*"` `"admin"`
            `"openid"` `"customers"` `"customers:*"`
            `"Customers:Read CUSTOMERS:WRITE Tokens:read"`
            `"customers:reads customers:writer tokens:reader"`
            `"xcustomers:read xcustomers:write xtokens:read"`
            `"customers:read,customers:write,tokens:read"`
            `"customers:read\\tcustomers:write\\ttokens:read"`
            `"customers:read\\ncustomers:write\\ntokens:read"`
            `"customers:read\\u00a0customers:write\\u00a0tokens:read"` `"\\"customers:read\\""`
            `"customers.read customers.write tokens.read"`
            `"\u0441ustomers:read \u0441ustomers:write"` `1` `true` `null`
            `{"customers:read":true}`
            """));
    for (String name : List.of("scopes", "scp", "Scope", "permissions", "roles")) {
      family.signed(
          "as " + name,
          signer.header(),
          claims().<ObjectNode>without("scope").put(name, claims().path("scope").asText()));
    }
    return family.signed("none", signer.header(), claims().without("scope"));
  }

  private static Family goodTokens() {
    long now = Instant.now().getEpochSecond();
    ObjectNode audiences = claims(now);
    audiences.putArray("aud").add(OTHER).add(ISSUER);
    ObjectNode scopes = claims(now);
    List.of(scopes.path("scope").asText().split(" ")).forEach(scopes.putArray("scope")::add);
    var family = new Family();
    for (String type : List.of("JWT", "jwt", "at+jwt", "at+JWT", "application/at+jwt")) {
      family.signed("typ " + type, signer.header().put("typ", type), claims(now));
    }
    return family
        .with("as it is", good)
        .signed("several audiences", signer.header(), audiences)
        .signed("scopes one by one", signer.header(), scopes)
        .signed(
            "expired just now",
            signer.header(),
            claims(now).put("iat", now - 3_600).put("exp", now - 5))
        .signed(
            "valid at once", signer.header(), claims(now).put("nbf", now + 55).put("iat", now + 55))
        .signed("lives a day", signer.header(), claims(now).put("exp", now + 86_400))
        .signed(
            "with places of keys",
            signer.header().put("jku", listener.url()).put("x5u", listener.url()),
            claims(now))
        .signed("for access", signer.header(), claims(now).put("token_use", "access"))
        .signed("with a nonce", signer.header(), claims(now).put("nonce", "x"))
        .signed(
            "with more scopes",
            signer.header(),
            claims(now)
                .put(
                    "scope",
                    "openid customers:read  customers:write tokens:read tokens:write"
                        + " settings:write"))
        .signed(
            "with more claims", signer.header(), claims(now).put("merchant", "x").put("role", "x"));
  }

  /** All that a caller is told of an access token, whatever it holds. */
  private static final Set<String> ACCESS_TOKEN_MESSAGES =
      Set.of(
          "Authorization must be Bearer and one access token",
          "The access token is malformed: Authorization must be Bearer and one JWT",
          "The access token names a key (kid) that is not known; get a new access token",
          "The access token was cut or changed, or is not signed with RS256 by the key that its kid"
              + " names",
          "The access token is of another issuer (iss)",
          "The access token is for another audience (aud)",
          "The token is for another use and no access token",
          "The access token must have iat and exp, and all times in whole seconds",
          "The access token has expired; get a new one",
          "The access token is not valid yet",
          "The access token may live for 24 hours at most",
          "The access token names no merchant");

  @ParameterizedTest
  @MethodSource("unauthorized")
  void hostileTokenIsNobodys(Family family) {
    family.forEach(
        (name, token) -> {
          for (Operation operation : OPERATIONS) {
            Answer answer = call(operation, "Bearer " + token);

            assertThat(answer.status()).as(name).isEqualTo(401);
            assertThat(answer.text())
                .as(name)
                .matches("\\{\"code\":\"UNAUTHORIZED\",\"message\":\"[A-Za-z0-9 ():;.,]+\"}");
            assertThat(answer.header("www-authenticate"))
                .as(name)
                .isIn(
                    "Bearer",
                    "Bearer error=\"invalid_token\", error_description=\"%s\""
                        .formatted(answer.field("message")));
            assertThat(ACCESS_TOKEN_MESSAGES).as(name).contains(answer.field("message"));
          }
        });
    assertThat(listener.visited).isFalse();
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void tokenWithoutTheScopeMayDoNothing(Family family) {
    family.forEach(
        (name, token) -> {
          for (Operation operation : OPERATIONS) {
            Answer answer = call(operation, "Bearer " + token);

            assertThat(answer.status()).as(name).isEqualTo(403);
            assertThat(answer.field("code")).isEqualTo("FORBIDDEN");
            assertThat(answer.reason()).isEqualTo(operation.scopes().get(0));
          }
        });
  }

  /** So it is what is wrong with the others that has them refused. */
  @ParameterizedTest
  @MethodSource("accepted")
  void goodTokenIsAccepted(Family family) {
    family.forEach(
        (name, token) -> {
          for (Operation operation : OPERATIONS) {
            assertThat(call(operation, "Bearer " + token).status()).as(name).isIn(200, 201, 404);
          }
        });
    assertThat(listener.visited).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"customers:read", "customers:write", "tokens:read", "tokens:write", "settings:write"})
  void scopeOpensItsOwnRoutesAlone(String scope) {
    String token = signer.sign(signer.header(), claims().put("scope", scope));

    for (Operation operation : OPERATIONS) {
      int status = call(operation, "Bearer " + token).status();

      assertThat(status == 403)
          .as(operation.function())
          .isEqualTo(!operation.scopes().contains(scope));
      assertThat(status).isNotEqualTo(401);
    }
  }

  static List<List<String>> otherPlaces() {
    String basic = Base64.getEncoder().encodeToString(("x:" + good).getBytes(UTF_8));
    String bearer = "Authorization: Bearer " + good;
    return List.of(
        List.of("X-Nothing: at all"),
        List.of("Authorization:"),
        List.of("Authorization: Bearer"),
        List.of("Authorization: " + good),
        List.of("Authorization: Basic " + basic),
        List.of("Authorization: Basic " + good),
        List.of("Authorization: Digest " + good),
        List.of("Authorization: DPoP " + good),
        List.of("Authorization: JWT " + good),
        List.of("Authorization: Token " + good),
        List.of("Authorization: BearerToken " + good),
        List.of("Authorization: Bearer: " + good),
        List.of("Authorization: Bearer=" + good),
        List.of("Authorization: Bearer\t" + good),
        List.of("Authorization: Bearer," + good),
        List.of("Authorization: Bearer token=" + good),
        List.of("Authorization: Bearer \"" + good + "\""),
        List.of("Authorization: Bearer <" + good + ">"),
        List.of("Authorization: Bearer Bearer " + good),
        List.of(bearer + ","),
        List.of(bearer + " x"),
        List.of(bearer + ";"),
        List.of(bearer + ",Bearer " + good),
        List.of(bearer + ", Bearer " + good),
        List.of(bearer + ", Basic " + basic),
        List.of("Authorization: Basic " + basic + ", Bearer " + good),
        List.of(bearer, bearer),
        List.of(bearer, "authorization: Bearer a.b.c"),
        List.of("AUTHORIZATION: Bearer a.b.c", bearer),
        List.of(bearer, "Authorization: Basic " + basic),
        List.of(bearer, "Authorization:"),
        List.of("Proxy-Authorization: Bearer " + good),
        List.of("X-Authorization: Bearer " + good),
        List.of("X-Forwarded-Authorization: Bearer " + good),
        List.of("X-Amzn-Remapped-Authorization: Bearer " + good),
        List.of("X-Api-Key: " + good),
        List.of("Access-Token: " + good),
        List.of("Cookie: access_token=" + good),
        List.of("Cookie: Authorization=Bearer " + good));
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void tokenIsTakenFromOneAuthorizationHeaderAlone(List<String> lines) {
    for (Operation operation : OPERATIONS) {
      Request request = Scene.unknown(operation).request();
      Answer answer =
          server.anyone().sendRaw(request.method(), request.path(), lines.toArray(String[]::new));

      assertThat(answer.status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource({"access_token", "token", "Authorization", "authorization", "bearer"})
  void tokenIsNotTakenFromTheQuery(String parameter) {
    for (Operation operation : OPERATIONS) {
      Request request = Scene.unknown(operation).request();
      String query = (request.path().contains("?") ? "&" : "?") + parameter + "=" + good;
      Request queried = new Request(request.method(), request.path() + query, request.body());

      assertThat(queried.sendBy(server.anyone()).status()).isEqualTo(401);
    }
  }

  @Test
  void hostileTokensAreManyAndDiffer() {
    Set<String> tokens = new HashSet<>();
    for (Named<Family> family : unauthorized()) {
      assertThat(family.getPayload()).as(family.getName()).isNotEmpty();
      tokens.addAll(family.getPayload().values());
    }
    tokens.addAll(scopes().values());
    System.out.printf(
        "Hostile tokens: %d at %d routes, seed %d%n", tokens.size(), OPERATIONS.size(), SEED);

    assertThat(tokens).hasSizeGreaterThan(150).doesNotContain(good);
    assertThat(OPERATIONS).hasSizeGreaterThanOrEqualTo(5);
  }

  private static Answer call(Operation operation, String authorization) {
    return Scene.unknown(operation)
        .request()
        .sendBy(server.anyone().withHeader("Authorization", authorization));
  }
}
