package org.clientele.notice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.clientele.notice.NoticeVectors.JSON;
import static org.clientele.notice.NoticeVectors.MAPPER;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.clientele.error.ApiException;
import org.clientele.error.ErrorCode;
import org.clientele.json.FieldPath;
import org.clientele.json.UnknownFields;
import org.clientele.notice.NoticeVectors.Vector;
import org.clientele.notice.ProviderMapping.Row;
import org.clientele.token.TokenNotice;
import org.clientele.token.message.TokenChanged;
import org.clientele.token.message.TokenRecorded;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderNoticeMapperTest {

  private static final Path INFRA = Path.of("../infra");
  private static final Map<String, JsonSchema> SCHEMAS =
      Map.of(
          "token.changed", schema("token-changed.schema.json"),
          "token.recorded", schema("token-recorded.schema.json"));

  static List<Vector> vectors() {
    return NoticeVectors.all();
  }

  static List<ProviderMapping> mappings() {
    List<ProviderMapping> mappings = MAPPER.mappings();
    assertThat(mappings).hasSizeGreaterThanOrEqualTo(5);
    return mappings;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void noticeBecomesItsMessages(Vector vector) {
    JSON.requireAllowedText(vector.tree(), () -> false);

    List<ObjectNode> messages = MAPPER.map(vector.notice());

    assertThat(messages).map(JsonNode.class::cast).containsExactlyElementsOf(vector.messages());
    assertThat(messages)
        .allSatisfy(
            message ->
                assertThat(schemaOf(message).validate(message)).as(message.toString()).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void messagesAreReadAsNoticesWithoutAFieldThatIsNotKnown(Vector vector) {
    var unknown = new UnknownFields();
    for (ObjectNode message : MAPPER.map(vector.notice())) {
      TokenNotice notice =
          message.path("type").asText().equals(TokenChanged.TYPE)
              ? JSON.read(message, TokenChanged.class, unknown).toNotice(FieldPath.allOf(message))
              : JSON.read(message, TokenRecorded.class, unknown).toNotice();

      assertThat(notice.source()).isEqualTo(message.path("source").asText());
      assertThat(notice.values().keySet()).isSubsetOf(notice.fields());
    }
    assertThat(unknown.count()).isZero();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void noticeThatIsDeliveredAgainIsTheSameMessages(Vector vector) {
    ObjectNode again = vector.tree().deepCopy();

    assertThat(MAPPER.map(NoticeVectors.read(again))).isEqualTo(MAPPER.map(vector.notice()));
  }

  /** A message is of its schema only if it is told from one that is not. */
  @Test
  void schemasRefuseAMessageWithoutItsToken() {
    ObjectNode message =
        NoticeVectors.named("pinelabs: suspended").messages().get(0).<ObjectNode>deepCopy();
    message.remove("token");

    assertThat(schemaOf(message).validate(message)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void everyRowHasAVector(ProviderMapping mapping) {
    List<Row> shown =
        NoticeVectors.of(mapping.provider())
            .flatMap(vector -> MAPPER.views(vector.notice()).stream())
            .map(ProviderNoticeMapper::row)
            .distinct()
            .toList();

    assertThat(mapping.rows()).isNotEmpty().allSatisfy(row -> assertThat(shown).contains(row));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void everyPartOfANoticeIsTakenOverOrLeftOutForAReason(Vector vector) {
    for (NoticeView view : MAPPER.views(vector.notice())) {
      ProviderMapping mapping = view.mapping();
      List<String> known = new ArrayList<>(mapping.leftOut().keySet());
      known.addAll(MappingPlaces.of(mapping, mapping.rows()).keySet());

      List<String> leaves = MappingPlaces.leaves(view);

      assertThat(leaves)
          .isNotEmpty()
          .allMatch(leaf -> known.stream().anyMatch(place -> isIn(leaf, place)));
    }
  }

  @ParameterizedTest
  @MethodSource("mappings")
  void everyPlaceOfAMappingIsInANotice(ProviderMapping mapping) {
    List<String> leaves =
        NoticeVectors.of(mapping.provider())
            .flatMap(vector -> MAPPER.views(vector.notice()).stream())
            .flatMap(view -> MappingPlaces.leaves(view).stream())
            .distinct()
            .toList();
    List<String> places = new ArrayList<>(mapping.leftOut().keySet());
    MappingPlaces.of(mapping, mapping.rows()).keySet().stream()
        .filter(place -> !place.equals("/occurred_at") && !place.equals("/received_at"))
        .forEach(places::add);

    assertThat(places)
        .isNotEmpty()
        .allSatisfy(
            place ->
                assertThat(leaves)
                    .as(place)
                    .anyMatch(leaf -> (leaf + "/").startsWith(place + "/")));
  }

  /** Whether a place is a part's own or leads to it; of a part that is null, there may be more. */
  private static boolean isIn(String leaf, String place) {
    return leaf.equals(place) || leaf.startsWith(place + "/") || place.startsWith(leaf + "/");
  }

  /** Two notices of the same words are two, if they have neither an id nor a time. */
  @Test
  void noticeWithoutIdAndTimeIsToldFromALaterOneByWhenItWasReceived() {
    ObjectNode tree = NoticeVectors.named("payu: suspended").tree();
    ObjectNode later = tree.deepCopy().put("received_at", "2026-03-02T10:00:05Z");

    assertThat(id(later)).isNotEqualTo(id(tree));
    assertThat(MAPPER.map(NoticeVectors.read(later)).get(0).path("occurred_at").asText())
        .isEqualTo("2026-03-02T10:00:05.000000Z");
  }

  @Test
  void noticeWithATimeIsTheSameWheneverItIsReceived() {
    ObjectNode tree = NoticeVectors.named("pinelabs: suspended").tree();
    ObjectNode later = tree.deepCopy().put("received_at", "2026-03-02T10:00:05Z");

    assertThat(id(later)).isEqualTo(id(tree));
  }

  @Test
  void providersIdIsTakenIfItLeavesRoomForASuffix() {
    ObjectNode tree = NoticeVectors.named("razorpay: token.suspended").tree().deepCopy();
    ObjectNode headers = tree.putObject("headers");

    headers.put("x-razorpay-event-id", "e".repeat(60));
    assertThat(id(tree)).isEqualTo("e".repeat(60));
    headers.put("x-razorpay-event-id", "e".repeat(61));
    assertThat(id(tree)).hasSize(36);
  }

  @Test
  void countryIsReadInSmallLettersAndWhatIsBlankIsNotThere() {
    ObjectNode tree = NoticeVectors.named("pinelabs: activated, of a new token").tree().deepCopy();
    JsonNode card = requireNonNull(tree.findParent("country_code"));

    ((ObjectNode) card).put("country_code", " ind ").put("issuer_name", " ");

    assertThat(MAPPER.map(NoticeVectors.read(tree)))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.at("/token/card_data/country_code").asText()).isEqualTo("IN");
              assertThat(message.at("/token/card_data").has("issuer_name")).isFalse();
            });
  }

  @Test
  void sameNoticeOfAnotherMerchantIsAnother() {
    ObjectNode tree = NoticeVectors.named("pinelabs: suspended").tree();

    assertThat(id(tree.deepCopy().put("merchant_id", "other"))).isNotEqualTo(id(tree));
  }

  private static String id(ObjectNode tree) {
    return MAPPER.map(NoticeVectors.read(tree)).get(0).path("notification_id").asText();
  }

  /** What the receiver knows of a token stands against the notice. */
  @Test
  void newTokenSaysWhatTheNoticeDoesNotAndMaySayItOtherwise() {
    ObjectNode tree = NoticeVectors.named("visa: provisioned, of a new token").tree().deepCopy();
    ((ObjectNode) tree.path("new_token"))
        .put("kind", "device")
        .putObject("replaces")
        .put("provider_token_id", "old");

    ObjectNode message = MAPPER.map(NoticeVectors.read(tree)).get(0);

    assertThat(message.at("/token/kind").asText()).isEqualTo("device");
    assertThat(message.at("/token/replaces/provider_token_id").asText()).isEqualTo("old");
    assertThat(schemaOf(message).validate(message)).isEmpty();
  }

  /**
   * A vector, what is changed in it, and the field that is refused then.
   *
   * @see #noticeThatIsNotUnderstoodIsRefusedByItsField
   */
  @ParameterizedTest
  @CsvSource({
    "pinelabs: suspended, /provider, nobody, provider",
    "pinelabs: suspended, /received_at, yesterday, received_at",
    "pinelabs: suspended, /body/event_type, TOKEN_LOST, body.event_type",
    "pinelabs: suspended, /body/event_type, , body.event_type",
    "pinelabs: suspended, /body/data, , body.data.token.token_id",
    "pinelabs: suspended, /body/data/token/status, LOST, body.data.token.status",
    "pinelabs: suspended, /body/data/token/token_id, , body.data.token.token_id",
    "pinelabs: suspended, /body/data/token/token_id, a b, body.data.token.token_id",
    "pinelabs: suspended, /body/data/token/updated_at, today, body.data.token.updated_at",
    "razorpay: token.confirmed, /body/created_at, soon, body.created_at",
    "'razorpay: token.confirmed, of a new token', /body/payload/token/entity/method, x,"
        + " body.payload.token.entity.method",
    "razorpay: token.expiry_updated, /body/payload/token/entity/expired_at, ,"
        + " body.payload.token.entity.expired_at",
    "mdes: to the issuer: renewed, /body/tokens/0/tokenExpiry, 1331, body.tokens.tokenExpiry",
    "mdes: to the issuer: renewed, /body/tokens/0/tokenExpiry, 12, body.tokens.tokenExpiry",
    "mdes: to the issuer: suspended, /body/tokens/0/status, , body.tokens.status",
    "mdes: renewed, /body/tokens, , body.tokens.tokenUniqueReference",
    "payu: renewed, /body/networkToken/token_exp_yr, next, body.networkToken.token_exp_yr",
    "payu: active, /body/tokenProvisioningStatus, LOST, body.notificationType",
    "'visa: status ACTIVE, as Visa answered', /details, , details.tokenInfo.tokenStatus",
    "'visa: status ACTIVE, as Visa answered', /query, , query.eventType",
    "'payu: active, of a new token', /body/tokenProvisioningStatus, UPDATED, new_token"
  })
  void noticeThatIsNotUnderstoodIsRefusedByItsField(
      String name, String place, @Nullable String text, String field) {
    ObjectNode tree = NoticeVectors.named(name).tree().deepCopy();
    int slash = place.lastIndexOf('/');
    JsonNode value = text == null ? NullNode.getInstance() : TextNode.valueOf(text);
    ((ObjectNode) tree.at(place.substring(0, slash))).set(place.substring(slash + 1), value);

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> MAPPER.map(NoticeVectors.read(tree)))
        .satisfies(
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
              assertThat(refusal.reason()).isEqualTo(field);
            });
  }

  @Test
  void newTokenIsRefusedWhereANoticeIsAboutMany() {
    ObjectNode tree = NoticeVectors.named("mdes: two tokens").tree().deepCopy();
    tree.putObject("new_token").put("customer_id", "c-1");

    assertThatExceptionOfType(ApiException.class)
        .isThrownBy(() -> MAPPER.map(NoticeVectors.read(tree)))
        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo("new_token"));
  }

  @ParameterizedTest
  @CsvSource({"words, 300, 200", "code, 300, 64"})
  void longTextIsCutToWhatAMessageTakes(String form, int length, int kept) {
    ObjectNode tree = NoticeVectors.named("payu: retry that failed, with errors").tree().deepCopy();
    ObjectNode networkToken = (ObjectNode) tree.at("/body/networkToken");
    networkToken.put(form.equals("words") ? "error_desc" : "error_code", "é".repeat(length));

    ObjectNode message = MAPPER.map(NoticeVectors.read(tree)).get(0);

    assertThat(message.at(form.equals("words") ? "/cause/reason" : "/cause/provider_code").asText())
        .hasSize(kept);
    assertThat(schemaOf(message).validate(message)).isEmpty();
  }

  @Test
  void lastFourDigitsOfATokenAreNeverTheCards() {
    assertThat(vectors())
        .filteredOn(vector -> vector.tree().toString().contains("\"0622\""))
        .hasSizeGreaterThan(1)
        .allSatisfy(
            vector -> assertThat(MAPPER.map(vector.notice()).toString()).doesNotContain("0622"));
    assertThat(MAPPER.map(NoticeVectors.named("razorpay: initiated, of a new token").notice()))
        .singleElement()
        .asString()
        .doesNotContain("3335");
  }

  /** As the providers' pages have it: each of these places is said to be of the token. */
  private static final Map<String, List<String>> EXPIRY =
      Map.of(
          "mdes",
          List.of("/item/tokenExpiry", "/item/tokenInfo/tokenExpiry"),
          "payu",
          List.of(
              "/body/issuerToken/tokenExpMon",
              "/body/issuerToken/tokenExpYr",
              "/body/networkToken/tokenExpMon",
              "/body/networkToken/tokenExpYr",
              "/body/networkToken/token_exp_mon",
              "/body/networkToken/token_exp_yr"),
          "pinelabs",
          List.of("/item/expired_at"),
          "razorpay",
          List.of("/item/expired_at"),
          "visa",
          List.of(
              "/details/tokenInfo/expirationDate/month", "/details/tokenInfo/expirationDate/year"));

  @ParameterizedTest
  @MethodSource("mappings")
  void expiryIsTakenFromNowhereButTheTokens(ProviderMapping mapping) {
    List<String> places =
        MappingPlaces.of(mapping, mapping.rows()).entrySet().stream()
            .filter(place -> place.getValue().toString().contains("expired_at"))
            .map(Map.Entry::getKey)
            .toList();

    assertThat(places)
        .containsExactlyInAnyOrderElementsOf(requireNonNull(EXPIRY.get(mapping.provider())));
  }

  /** What {@code new_token} says stands against the notice, and has no field for it either. */
  @ParameterizedTest
  @CsvSource({
    "visa, /details/paymentInstrument/expirationDate, 2029-12-01",
    "mdes, /item/tokenInfo/accountPanExpiry, 2029-04-01",
  })
  void expiryOfTheCardBecomesNothing(String provider, String place, String cardExpiry) {
    List<Vector> vectors =
        NoticeVectors.of(provider)
            .filter(
                vector ->
                    MAPPER.views(vector.notice()).stream().anyMatch(view -> view.at(place) != null))
            .toList();

    assertThat(vectors)
        .hasSizeGreaterThan(2)
        .allSatisfy(
            vector ->
                assertThat(MAPPER.map(vector.notice()).toString())
                    .contains("expired_at")
                    .doesNotContain(cardExpiry));
  }

  /** The end of its month in India and in UTC; so a time that was stored from before goes. */
  @ParameterizedTest
  @CsvSource({"1956508199, true", "1956527999, true", "1956528000, false", "1953935999, false"})
  void expiryOfASavedCardClearsTheTokens(long expiredAt, boolean isTheCards) {
    Vector vector =
        NoticeVectors.of("razorpay")
            .filter(one -> one.name().contains("whose month the token is said to end with"))
            .findFirst()
            .orElseThrow();
    ObjectNode tree = vector.tree().deepCopy();
    ((ObjectNode) tree.at("/body/payload/token/entity")).put("expired_at", expiredAt);

    JsonNode change = MAPPER.map(NoticeVectors.read(tree)).get(0).get("change");

    assertThat(change.get("expired_at").isNull()).isEqualTo(isTheCards);
  }

  @Test
  void whatIsNotKeptOfCardsIsNotPassedOn() {
    ProviderNoticeMapper minimal = NoticeVectors.mapper(Map.of("CLIENTELE_CARD_DATA", "minimal"));
    int left = 0;
    for (Vector vector : vectors()) {
      List<ObjectNode> full = MAPPER.map(vector.notice());
      List<ObjectNode> kept = minimal.map(vector.notice());
      for (int i = 0; i < full.size(); i++) {
        for (String part : List.of("token", "change")) {
          JsonNode card = full.get(i).path(part).path("card_data");
          if (card instanceof ObjectNode fields) {
            int before = fields.size();
            fields.retain("last4_digit", "last4_of", "issuer_name");
            left += before - fields.size();
            if (fields.isEmpty()) {
              full.get(i).withObjectProperty(part).remove("card_data");
            }
          }
        }
      }
      assertThat(kept).as(vector.toString()).isEqualTo(full);
    }
    assertThat(left).isGreaterThan(10);
  }

  private static JsonSchema schemaOf(JsonNode message) {
    return requireNonNull(SCHEMAS.get(message.path("type").asText()));
  }

  private static JsonSchema schema(String file) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(Files.readString(INFRA.resolve(file)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
