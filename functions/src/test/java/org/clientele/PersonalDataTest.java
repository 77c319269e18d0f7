package org.clientele;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * No record prints personal data, metadata, what is known of a card, secrets, nor what a merchant
 * or provider has sent.
 */
class PersonalDataTest {

  /**
   * What records print: ids, codes, statuses, times, counts, and texts of our own. Whatever is not
   * named here is hidden.
   */
  private static final String PRINTED =
      """
      AddressedToken: merchantTokenReference, providerTokenId
      ApiClient: id
      Caller: accessTokenId, clientId
      Change: expression
      ChangeOrigin: clientId, requestId
      Condition: expression
      CustomField: name
      Customer: formerDefaultToken
      CustomerId: value
      CustomerPages.Found: readTo
      CustomerPages.Places: keys
      CustomerResponse: createdAt, customerId, defaultTokenId, updatedAt
      DeadLetter: code, customerId, function, merchantId, merchantTokenReference, message, messageId, notificationId, providerTokenId, reason, source
      DefaultToken: tokenId
      Deregistration: merchantTokenReference
      Deregistration.Holder: providerTokenId, source
      DeregistrationRepository.Due: dueAt, key
      DeregistrationRepository.Page: next
      DueTokenRepository.DueToken: expiredAt, key
      DueTokenRepository.Page: next
      EmbeddedMetrics.Directive: dimensions, namespace
      EmbeddedMetrics.Metric: name
      ErrorResponse: code, message
      ErrorResponse.Details: reason, source, step
      ErrorResponse.FieldError: message, reason
      Half: ids
      HistoryEntry: fields
      HistoryPage: nextCursor
      HistoryResponse: nextCursor
      HistoryResponse.Entry: at, clientId, fields, requestId
      IdempotentRequest: keyHash, operation, payloadHash
      InvalidField: name, rule
      JwkSetResponse: revokedClients
      JwkSetResponse.Jwk: algorithm, exponent, id, modulus, type, use
      ListCustomersResponse: nextCursor
      ListTokensResponse: createdAt, customerId, updatedAt
      MerchantId: value
      OAuthErrorResponse: description
      Outbox.OutboxLine: function
      OutboxMessage: type
      Part: name, value
      PaymentToken: merchantTokenReference
      PaymentTokenId: value
      ProfileRules.StrictRule: field, message
      PublicKey: exponent, id, modulus
      RecentNotices: fingerprints
      RequestLine: accessTokenId, client, code, customer, function, merchant, requestId
      RequestLine.Rare: function
      RevokedClient: idHash
      StreamAdapter.BatchLine: function
      StreamEvent.Write: sequenceNumber
      SweepMessage: type
      TokenAddress: merchantTokenReference, providerTokenId
      TokenDeregistrationRequested: customerId, deadline, merchantId, merchantTokenReference, notificationId, occurredAt, tokenId, type
      TokenDeregistrationRequested.Cause: by, reason
      TokenDeregistrationRequested.Source: providerTokenId, source
      TokenReportLine: function, merchant, source
      TokenSweep.SweepLine: function
      """;

  @Test
  void recordsPrintNothingOfWhatTheyHoldButWhatIsNamedHere() throws ReflectiveOperationException {
    Map<String, Set<String>> printed = new TreeMap<>();
    List<Class<?>> records = records();
    for (Class<?> record : records) {
      String text = instance(record).toString().toLowerCase(Locale.ROOT);
      for (Class<?> held : records) {
        for (RecordComponent component : held.getRecordComponents()) {
          if (text.contains(marker(component))) {
            printed.computeIfAbsent(name(held), name -> new TreeSet<>()).add(component.getName());
          }
        }
      }
    }

    assertThat(records).hasSizeGreaterThan(50);
    assertThat(
            printed.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()) + "\n")
                .collect(joining()))
        .isEqualTo(PRINTED);
  }

  /** Returns all of both modules but the mappings of notices, which are files of our own. */
  private static List<Class<?>> records() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.clientele")
            .stream()
            .filter(JavaClass::isRecord)
            .filter(type -> !type.getPackageName().equals("org.clientele.embedded"))
            .<Class<?>>map(JavaClass::reflect)
            .filter(type -> !isMapping(type))
            .toList();
  }

  private static boolean isMapping(Class<?> type) {
    return type.getName().startsWith("org.clientele.notice.ProviderMapping");
  }

  private static String name(Class<?> record) {
    return record.getName().substring(record.getPackageName().length() + 1).replace('$', '.');
  }

  /** Returns a text that no other component has, and that an id may be. */
  private static String marker(RecordComponent component) {
    return "%08x-%s-"
        .formatted(component.getDeclaringRecord().getName().hashCode(), component.getName())
        .toLowerCase(Locale.ROOT);
  }

  private static Object instance(Class<?> record) throws ReflectiveOperationException {
    RecordComponent[] components = record.getRecordComponents();
    var constructor =
        record.getDeclaredConstructor(
            Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
    constructor.setAccessible(true);
    var values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i].getGenericType(), marker(components[i]));
    }
    return constructor.newInstance(values);
  }

  private static @Nullable Object value(Type type, String marker)
      throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Class<?> raw = (Class<?>) generic.getRawType();
      if (raw == Map.class) {
        return Map.of(present(arguments[0], marker), present(arguments[1], marker));
      }
      if (raw == List.class) {
        return List.of(present(arguments[0], marker));
      }
      return raw == Set.class ? Set.of(present(arguments[0], marker)) : null;
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class || plain == Object.class) {
      return marker;
    }
    if (plain == int.class || plain == Integer.class) {
      return 1;
    }
    if (plain == long.class || plain == Long.class) {
      return 1L;
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return true;
    }
    if (plain == Instant.class) {
      return Instant.EPOCH;
    }
    if (plain == AttributeValue.class) {
      return AttributeValue.fromS(marker);
    }
    if (JsonNode.class.isAssignableFrom(plain)) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      return object.put("field", marker);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    }
    return plain.isRecord() && !isMapping(plain) ? instance(plain) : null;
  }

  private static Object present(Type type, String marker) throws ReflectiveOperationException {
    return requireNonNull(value(type, marker), type.getTypeName());
  }
}
