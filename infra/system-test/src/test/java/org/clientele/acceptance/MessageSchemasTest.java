package org.clientele.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the published schemas say of messages about tokens, beside what a server shows. */
class MessageSchemasTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode RECORDED = read("../token-recorded.schema.json");
  private static final JsonNode CHANGED = read("../token-changed.schema.json");

  private static final ObjectNode RECORDED_MESSAGE =
      parse(
          """
          {"type": "token.recorded", "source": "tsp", "occurred_at": "2026-01-31T11:00:00Z",
           "merchant_id": "m-1",
           "token": {"customer_id": "c-1", "merchant_token_reference": "r-1", "status": "ACTIVE",
                     "payment_method": "CARD"}}
          """);

  private static final ObjectNode CHANGED_MESSAGE =
      parse(
          """
          {"type": "token.changed", "source": "tsp", "notification_id": "n:1",
           "occurred_at": "2026-01-31T11:00:00Z", "merchant_id": "m-1",
           "token": {"provider_token_id": "t:1"}, "change": {}}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'source_sequence': 0}",
        "{'notification_id': 'n.1:a_b-c'}",
        "{'source_sequence': 1, 'notification_id': 'n'}",
        "{'source_sequence': null, 'notification_id': 'n'}",
        "{'source_sequence': 1, 'notification_id': null}",
        "{'source_sequence': 1, 'cause': {'by': 'clock'}}",
        "{'source_sequence': 1, 'cause': {'by': 'issuer', 'reason': null, 'provider_code': null}}",
        "{'source_sequence': 1, 'cause': {'by': 'issuer', 'provider_code': 'A CODE: ~'}}",
        "{'source_sequence': 1, 'cause': null}"
      })
  void recordedMessageHasASequenceOrANotificationId(String members) {
    assertThat(isRecorded(with(RECORDED_MESSAGE, members))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'source_sequence': null}",
        "{'source_sequence': null, 'notification_id': null}",
        "{'notification_id': ''}",
        "{'notification_id': 'a b'}",
        "{'notification_id': 1}",
        "{'source_sequence': 1, 'cause': {}}",
        "{'source_sequence': 1, 'cause': {'by': 'bank'}}",
        "{'source_sequence': 1, 'cause': {'by': 'issuer', 'provider_code': 'é'}}",
        "{'source_sequence': 1, 'cause': {'by': 'issuer', 'provider_code': ''}}"
      })
  void recordedMessageOutOfItsRuleIsNone(String members) {
    assertThat(isRecorded(with(RECORDED_MESSAGE, members))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'provider_token_id': 't.1:a_b-c', 'kind': 'device', 'requestor_id': '40010075001'}",
        "{'provider_token_id': null, 'kind': null, 'requestor_id': null, 'replaces': null}",
        "{'card_updated_at': '2026-01-31T11:00:00Z', 'card_data': {'last4_of': 'token'}}",
        "{'replaces': {'provider_token_id': 't:0', 'carry_consent': true}}",
        "{'replaces': {'merchant_token_reference': 'r-0', 'provider_token_id': null}}"
      })
  void recordedTokenMayHaveWhatItsProviderKnows(String members) {
    assertThat(isRecorded(withToken(members))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'provider_token_id': 'a b'}",
        "{'kind': 'card'}",
        "{'requestor_id': 'a:b'}",
        "{'card_updated_at': 'today'}",
        "{'card_data': {'last4_of': 'other'}}",
        "{'replaces': {}}",
        "{'replaces': {'carry_consent': true}}",
        "{'replaces': {'provider_token_id': 't:0', 'merchant_token_reference': 'r-0'}}",
        "{'replaces': {'provider_token_id': 't:0', 'carry_consent': 'yes'}}"
      })
  void recordedTokenOutOfItsRuleIsNone(String members) {
    assertThat(isRecorded(withToken(members))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'change': {'status': 'ACTIVE', 'status_reason': null}, 'cause': {'by': 'provider'}}",
        "{'change': {'expired_at': null, 'merchant_metadata': {'k': 'v'}}, 'cause': null}",
        "{'change': {'card_data': {'last4_digit': null, 'emi': true}, 'card_updated_at': null}}",
        "{'change': {'consented_at': '2026-01-31T11:00:00Z', 'kind': 'issuer', 'is_compliant': true}}",
        "{'token': {'merchant_token_reference': 'r-1'}, 'source_sequence': 3}",
        "{'token': {'merchant_token_reference': 'r-1', 'provider_token_id': null}}"
      })
  void changedMessageNamesOneTokenAndWhatChanged(String members) {
    assertThat(isChanged(with(CHANGED_MESSAGE, members))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type': 'token.recorded'}",
        "{'notification_id': null}",
        "{'source_sequence': -1}",
        "{'token': {}}",
        "{'token': {'merchant_token_reference': 'r-1', 'provider_token_id': 't:1'}}",
        "{'token': {'merchant_token_reference': 'a.b'}}",
        "{'change': null}",
        "{'change': {'status': null}}",
        "{'change': {'status': 'USED'}}",
        "{'change': {'card_data': {'last4_digit': '12345'}}}",
        "{'change': {'merchant_metadata': {'k': null}}}",
        "{'change': {'expired_at': '2026-01-31T11:00:00Z'}, 'cause': {'by': 'issuer'}}"
      })
  void changedMessageOutOfItsRuleIsNone(String members) {
    assertThat(isChanged(with(CHANGED_MESSAGE, members))).isFalse();
  }

  @Test
  void bothSchemasSayTheSameOfWhatBothMessagesHave() {
    assertThat(CHANGED.path("$defs")).isNotEmpty().isEqualTo(RECORDED.path("$defs"));
    assertThat(CHANGED.at("/properties/change/properties/card_data/properties"))
        .isNotEmpty()
        .isEqualTo(RECORDED.at("/properties/token/properties/card_data/properties"));
  }

  private static boolean isRecorded(JsonNode message) {
    return schema(RECORDED).validate(message).isEmpty();
  }

  private static boolean isChanged(JsonNode message) {
    return schema(CHANGED).validate(message).isEmpty();
  }

  private static JsonSchema schema(JsonNode schema) {
    return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
  }

  private static ObjectNode withToken(String members) {
    ObjectNode message = with(RECORDED_MESSAGE, "{'source_sequence': 1}");
    message.set("token", with((ObjectNode) message.path("token"), members));
    return message;
  }

  private static ObjectNode with(ObjectNode object, String members) {
    return object.deepCopy().setAll(parse(members.replace('\'', '"')));
  }

  private static ObjectNode parse(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode read(String path) {
    try {
      return JSON.readTree(Files.readString(Path.of(path)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
