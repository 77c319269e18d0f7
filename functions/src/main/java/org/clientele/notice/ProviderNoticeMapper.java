package org.clientele.notice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.clientele.error.ApiException;
import org.clientele.json.Json;
import org.clientele.json.UnknownFields;
import org.clientele.notice.ProviderMapping.Message;
import org.clientele.notice.ProviderMapping.Row;
import org.clientele.notice.ProviderMapping.Value;
import org.clientele.settings.Settings;
import org.clientele.time.Timestamp;
import org.clientele.token.KeptCardData;
import org.jspecify.annotations.Nullable;

/**
 * Turns notices of token service providers into our messages, as the mappings say. It knows no
 * store and no clock: the same notice always becomes the same messages.
 */
@Singleton
public class ProviderNoticeMapper {

  private static final List<String> PROVIDERS =
      List.of("mdes", "payu", "pinelabs", "razorpay", "visa");

  /** Short enough for a suffix, where several messages come of one notice. */
  private static final Pattern OWN_ID = Pattern.compile("[A-Za-z0-9._:-]{1,60}");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Json json;
  private final Map<String, ProviderMapping> mappings;
  private final KeptCardData kept;

  public ProviderNoticeMapper(Json json, Settings settings) {
    this.json = json;
    this.kept = settings.cardData();
    this.mappings =
        PROVIDERS.stream()
            .map(this::read)
            .collect(toUnmodifiableMap(ProviderMapping::provider, identity()));
  }

  List<ProviderMapping> mappings() {
    return PROVIDERS.stream().map(provider -> requireNonNull(mappings.get(provider))).toList();
  }

  private ProviderMapping read(String provider) {
    try (InputStream resource =
        requireNonNull(ProviderNoticeMapper.class.getResourceAsStream(provider + ".json"))) {
      var unknown = new UnknownFields();
      ObjectNode tree = json.parse(new String(resource.readAllBytes(), UTF_8));
      ProviderMapping mapping = json.requireShape(tree, ProviderMapping.class, unknown);
      if (unknown.count() > 0) {
        throw new IllegalStateException("the mapping of " + provider + " has unknown members");
      }
      return mapping;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the messages {@code token.changed} that a notice becomes, or the one {@code
   * token.recorded} for each token that is new here; none where a notice says nothing that is kept.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field of the notice that no mapping
   *     understands
   */
  public List<ObjectNode> map(ProviderNotice notice) {
    requireTime(notice.receivedAt());
    ProviderMapping mapping = mappings.get(notice.provider());
    if (mapping == null) {
      throw ApiException.invalid("provider", "has no mapping");
    }
    List<NoticeView> views = views(mapping, notice);
    if (views.size() > 1 && notice.newToken() != null) {
      throw ApiException.invalid("new_token", "must be absent where a notice is about many tokens");
    }
    List<ObjectNode> messages = new ArrayList<>();
    for (NoticeView view : views) {
      Row row = row(view);
      if (row.messages().isEmpty()) {
        continue;
      }
      if (notice.newToken() == null) {
        row.messages().forEach(message -> messages.add(changed(view, message)));
      } else {
        messages.add(recorded(view, row, notice.newToken()));
      }
    }
    messages.forEach(this::leaveOut);
    String id = notificationId(mapping, views);
    for (int i = 0; i < messages.size(); i++) {
      messages.get(i).put("notification_id", messages.size() == 1 ? id : id + "." + (i + 1));
    }
    return messages;
  }

  /** What is not kept of cards does not lie in a queue either. */
  private void leaveOut(ObjectNode message) {
    for (String part : List.of("token", "change")) {
      if (message.path(part).path("card_data") instanceof ObjectNode card) {
        kept.dropped().forEach(field -> card.remove(field.key()));
        if (card.isEmpty()) {
          message.withObjectProperty(part).remove("card_data");
        }
      }
    }
  }

  private static void requireTime(String receivedAt) {
    try {
      Timestamp.parse(receivedAt);
    } catch (DateTimeException e) {
      throw ApiException.invalid("received_at", Timestamp.RULE);
    }
  }

  /** Returns a view of each token that a notice is about. */
  List<NoticeView> views(ProviderNotice notice) {
    return views(requireNonNull(mappings.get(notice.provider())), notice);
  }

  private List<NoticeView> views(ProviderMapping mapping, ProviderNotice notice) {
    ObjectNode root = json.toTree(notice);
    root.remove("new_token");
    for (String place : mapping.items()) {
      JsonNode item = root.at(place);
      if (item.isObject()) {
        return List.of(view(mapping, root, place, item));
      }
      if (item.isArray() && !item.isEmpty()) {
        List<NoticeView> views = new ArrayList<>();
        item.forEach(element -> views.add(view(mapping, root, place, element)));
        return views;
      }
    }
    return List.of(
        view(mapping, root, mapping.items().isEmpty() ? "" : mapping.items().get(0), null));
  }

  private static NoticeView view(
      ProviderMapping mapping, ObjectNode notice, String place, @Nullable JsonNode item) {
    ObjectNode root = NODES.objectNode().setAll(notice);
    root.remove("occurred_at");
    root.set("item", item);
    var view = new NoticeView(mapping, root, place);
    JsonNode occurredAt = view.first(mapping.occurredAt());
    root.put(
        "occurred_at",
        occurredAt == null
            ? Timestamp.format(Timestamp.parse(root.path("received_at").asText()))
            : occurredAt.asText());
    return view;
  }

  /** Returns the first row that a notice fits. */
  static Row row(NoticeView view) {
    List<Value> place = view.mapping().event();
    String event = view.require(place).asText();
    return view.mapping().rows().stream()
        .filter(row -> row.event().equals(event) && fits(row, view))
        .findFirst()
        .orElseThrow(() -> view.refusal(place, "is an event that no mapping knows"));
  }

  private static boolean fits(Row row, NoticeView view) {
    return row.with().stream().allMatch(place -> view.at(place) != null)
        && row.when().entrySet().stream()
            .allMatch(entry -> entry.getValue().contains(view.root().at(entry.getKey()).asText()));
  }

  private static ObjectNode message(String type, NoticeView view, Message message) {
    JsonNode occurredAt = view.first(message.occurredAt());
    return NODES
        .objectNode()
        .put("type", type)
        .put("source", view.mapping().provider())
        .put(
            "occurred_at",
            occurredAt == null ? view.root().path("occurred_at").asText() : occurredAt.asText())
        .put("merchant_id", view.root().path("merchant_id").asText());
  }

  private static ObjectNode changed(NoticeView view, Message message) {
    ObjectNode changed = message("token.changed", view, message);
    changed
        .putObject("token")
        .put("provider_token_id", view.require(view.mapping().token()).asText());
    ObjectNode change = change(view, message);
    changed.set("change", change);
    if (change.has("status")) {
      changed.set("cause", cause(view, message));
    }
    return changed;
  }

  private static ObjectNode change(NoticeView view, Message message) {
    ObjectNode change = NODES.objectNode();
    message
        .change()
        .forEach(
            (field, values) -> {
              JsonNode value =
                  message.required().contains(field) ? view.require(values) : view.first(values);
              if (value != null) {
                set(change, field, value);
              }
            });
    if (change.has("status") && !change.has("status_reason")) {
      // Otherwise the reason of the status before would stay.
      JsonNode reason = cause(view, message).get("reason");
      change.set("status_reason", reason == null ? NullNode.getInstance() : reason);
    }
    return change;
  }

  private static ObjectNode cause(NoticeView view, Message message) {
    ObjectNode cause = NODES.objectNode();
    message
        .cause()
        .forEach(
            (field, values) -> {
              JsonNode value = view.first(values);
              if (value != null) {
                cause.set(field, value);
              }
            });
    return cause;
  }

  private static ObjectNode recorded(NoticeView view, Row row, ObjectNode known) {
    Message first = row.messages().get(0);
    ObjectNode recorded = message("token.recorded", view, first);
    ObjectNode token = recorded.putObject("token");
    token.put("provider_token_id", view.require(view.mapping().token()).asText());
    view.mapping()
        .newToken()
        .forEach(
            (field, values) -> {
              JsonNode value = view.first(values);
              if (value != null) {
                set(token, field, value);
              }
            });
    row.messages().forEach(message -> merge(token, change(view, message)));
    token.setAll(known);
    if (!token.has("status")) {
      throw ApiException.invalid("new_token", "needs a notice that says the token's status");
    }
    ObjectNode cause = cause(view, first);
    if (!cause.isEmpty()) {
      recorded.set("cause", cause);
    }
    return recorded;
  }

  /** Sets what a change says, but for what it clears: a new token does not have it. */
  private static void merge(ObjectNode token, ObjectNode change) {
    change
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject()
                  && token.get(entry.getKey()) instanceof ObjectNode to) {
                merge(to, (ObjectNode) entry.getValue());
              } else if (!entry.getValue().isNull()) {
                token.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private static void set(ObjectNode object, String field, JsonNode value) {
    int dot = field.indexOf('.');
    if (dot < 0) {
      object.set(field, value);
    } else {
      ObjectNode inner = object.withObjectProperty(field.substring(0, dot));
      set(inner, field.substring(dot + 1), value);
    }
  }

  /**
   * Returns an id that is the same whenever the notice is delivered again. A notice that has
   * neither an id nor a time may say the same as an earlier one and be another, so the time when it
   * was received tells them apart.
   */
  private String notificationId(ProviderMapping mapping, List<NoticeView> views) {
    NoticeView any = views.get(0);
    for (String place : mapping.notificationId()) {
      JsonNode own = any.at(place);
      if (own != null && own.isTextual() && OWN_ID.matcher(own.textValue()).matches()) {
        return own.textValue();
      }
    }
    ObjectNode identity = NODES.objectNode();
    identity.put("provider", mapping.provider());
    identity.set("merchant_id", any.root().get("merchant_id"));
    mapping.identity().forEach(place -> identity.set(place, any.root().at(place)));
    if (views.stream().anyMatch(view -> view.first(mapping.occurredAt()) == null)) {
      identity.set("received_at", any.root().get("received_at"));
    }
    return UUID.nameUUIDFromBytes(json.canonical(identity).getBytes(UTF_8)).toString();
  }
}
