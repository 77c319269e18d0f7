package org.clientele.store.repair;

import static org.clientele.store.repair.RepairScene.set;
import static org.clientele.store.repair.RepairScene.setNumber;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.clientele.customer.Customer;
import org.clientele.id.MerchantId;
import org.clientele.store.dynamodb.Attributes;
import org.clientele.store.repair.RepairScene.Merchant;
import org.clientele.store.repair.check.HalfKind;
import org.clientele.token.PaymentToken;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What may be wrong with a merchant of a scene, one half of each kind. */
final class SeededHalves {

  private static final String GONE = "gone";

  private final RepairScene scene;

  SeededHalves(RepairScene scene) {
    this.scene = scene;
  }

  private static String pk(Customer customer) {
    return customer.merchantId() + "#" + customer.id();
  }

  private static String sk(PaymentToken token) {
    return "token#" + token.id();
  }

  /** Has a merchant have a half of a kind, and nothing else that is wrong. */
  void seed(HalfKind kind, Merchant m) {
    switch (kind) {
      case CLAIM_MISSING -> scene.delete(mobileKey(m.id()), "mobile");
      case CLAIM_WITHOUT_CUSTOMER ->
          scene.change(
              m.id() + "#reference#busy",
              "reference",
              item -> {
                set(item, "pk", m.id() + "#reference#" + GONE);
                set(item, "customer_id", GONE);
              });
      case CLAIM_OF_ANOTHER ->
          scene.change(
              mobileKey(m.id()), "mobile", item -> set(item, "customer_id", m.busy().id().value()));
      case CLAIM_RELEASED ->
          scene.change(
              mobileKey(m.id()),
              "mobile",
              item -> item.put("deleted", AttributeValue.fromBool(true)));
      case CLAIM_HELD ->
          scene.change(m.id() + "#reference#deleted", "reference", item -> item.remove("deleted"));
      case CLAIMED_TWICE ->
          scene.change(
              pk(m.plain()), "customer", item -> set(item, "pk", m.id() + "#" + "another"));
      case HISTORY_MISSING -> scene.delete(history(m.busy()), entry(2 + m.number() % 3));
      case HISTORY_BEYOND ->
          scene.change(
              history(m.busy()),
              entry(2),
              item -> {
                set(item, "sk", entry(5));
                setNumber(item, "version", 5);
              });
      case DEFAULT_GONE ->
          scene.change(pk(m.plain()), "customer", item -> set(item, "default_token_id", GONE));
      case DEFAULT_ENDED ->
          scene.change(
              pk(m.plain()),
              "customer",
              item -> set(item, "default_token_id", m.ended().id().value()));
      case DEFAULT_EXPIRY ->
          scene.change(
              pk(m.busy()),
              "customer",
              item -> set(item, "default_token_expired_at", "2026-12-31T00:00:00.000000Z"));
      case DEFAULT_UNMARKED ->
          scene.change(pk(m.busy()), sk(m.chosen()), item -> item.remove("is_default"));
      case DEFAULT_MARKED ->
          scene.change(
              pk(m.plain()),
              sk(m.living()),
              item -> item.put("is_default", AttributeValue.fromBool(true)));
      case CUSTOMER_GONE -> putTokenOfNobody(m);
      case TOKEN_ID_MISSING -> scene.delete(idKey(m.living()), "token-id");
      case TOKEN_ID_WITHOUT_TOKEN -> putPointerToNothing(m, "token-id", idKey(m.living()));
      case TOKEN_ID_OF_ANOTHER -> leadElsewhere(m, "token-id", idKey(m.living()));
      case TOKEN_REFERENCE_MISSING -> scene.delete(referenceKey(m.id()), "token-reference");
      case TOKEN_REFERENCE_WITHOUT_TOKEN ->
          putPointerToNothing(m, "token-reference", referenceKey(m.id()));
      case TOKEN_REFERENCE_OF_ANOTHER -> leadElsewhere(m, "token-reference", referenceKey(m.id()));
      case PROVIDER_TOKEN_MISSING -> scene.delete(providerKey(m.id()), "provider-token");
      case PROVIDER_TOKEN_WITHOUT_TOKEN ->
          putPointerToNothing(m, "provider-token", providerKey(m.id()));
      case PROVIDER_TOKEN_OF_ANOTHER -> leadElsewhere(m, "provider-token", providerKey(m.id()));
      case TOKEN_NAMED_TWICE -> putTokenOfTheSameName(m);
      case TOKEN_COUNT_MISSING -> scene.delete(pk(m.plain()), "token-count");
      case TOKEN_COUNT_LOW ->
          scene.change(pk(m.plain()), "token-count", item -> setNumber(item, "count", 0));
      case EXPIRY_SHARD ->
          scene.change(pk(m.busy()), sk(m.chosen()), item -> item.remove("expiry_shard"));
      case SUCCESSOR_GONE ->
          scene.change(
              pk(m.plain()),
              sk(m.living()),
              item -> {
                set(item, "replaced_by", GONE);
                set(item, "status", "DEACTIVATED");
              });
      case DEREGISTRATION_MISSING -> {
        PaymentToken token = m.number() % 2 == 0 ? m.asked() : m.removed();
        scene.delete(outbox(token), "deregistration#" + token.id());
      }
      case DEREGISTRATION_WITHOUT_TOKEN ->
          scene.change(
              outbox(m.removed()),
              "deregistration#" + m.removed().id(),
              item -> set(item, "sk", "deregistration#" + GONE));
      case DEREGISTRATION_OF_LIVING ->
          scene.change(
              outbox(m.removed()),
              "deregistration#" + m.removed().id(),
              item -> {
                set(item, "pk", outbox(m.living()));
                set(item, "sk", "deregistration#" + m.living().id());
              });
      case CUSTOM_FIELD_UNUSED ->
          scene.change(m.id() + "#settings", "custom-field#level", item -> item.remove("used"));
      case CUSTOM_FIELD_COUNT ->
          scene.change(
              m.id() + "#settings", "custom-field-count", item -> setNumber(item, "count", 7));
      case UNREADABLE ->
          scene.change(
              pk(m.busy()),
              sk(m.chosen()),
              item -> {
                set(item, "pk", m.id() + "#" + GONE);
                set(item, "created_at", "yesterday");
              });
      case UNSETTLED -> throw new IllegalArgumentException("nothing that is stored");
    }
  }

  private static String mobileKey(MerchantId id) {
    return id + "#mobile#91#9876543210";
  }

  private static String history(Customer customer) {
    return customer.merchantId() + "#history#" + customer.id();
  }

  private static String entry(long version) {
    return "history#%010d".formatted(version);
  }

  private static String idKey(PaymentToken token) {
    return token.merchantId() + "#token-id#" + token.id();
  }

  private static String referenceKey(MerchantId id) {
    return id + "#token-reference#living";
  }

  private static String providerKey(MerchantId id) {
    return id + "#provider-token#tsp#id-of-living";
  }

  private static String outbox(PaymentToken token) {
    return token.merchantId() + "#deregistration#" + token.customerId();
  }

  private void putPointerToNothing(Merchant m, String sk, String pk) {
    scene.change(
        pk,
        sk,
        item -> {
          set(item, "pk", pk + GONE);
          set(item, "token_id", m.living().id() + GONE);
        });
  }

  private void leadElsewhere(Merchant m, String sk, String pk) {
    scene.change(
        pk,
        sk,
        item -> {
          set(item, "customer_id", m.removed().customerId().value());
          set(item, "token_id", m.removed().id().value());
        });
  }

  private void putTokenOfNobody(Merchant m) {
    String pk = m.id() + "#" + GONE;
    scene.change(
        pk(m.plain()),
        sk(m.living()),
        item -> {
          set(item, "pk", pk);
          set(item, "sk", "token#" + GONE);
          set(item, "merchant_token_reference", GONE);
        });
    for (String name : List.of("token-id", "token-reference")) {
      scene.change(
          idKey(m.living()),
          "token-id",
          item -> {
            set(item, "pk", m.id() + "#" + name + "#" + GONE);
            set(item, "sk", name);
            set(item, "customer_id", GONE);
            set(item, "token_id", GONE);
          });
    }
    scene.change(pk(m.plain()), "token-count", item -> set(item, "pk", pk));
    // Two sources may call different tokens the same.
    scene.change(
        pk, "token#" + GONE, item -> changeSource(item, source -> set(source, "source", "other")));
    scene.change(
        providerKey(m.id()),
        "provider-token",
        item -> {
          set(item, "pk", m.id() + "#provider-token#other#id-of-living");
          set(item, "customer_id", GONE);
          set(item, "token_id", GONE);
        });
  }

  private static void changeSource(
      Map<String, AttributeValue> token, Consumer<Map<String, AttributeValue>> change) {
    Map<String, AttributeValue> source =
        new HashMap<>(Attributes.of(token).list("sources").get(0).toMap());
    change.accept(source);
    token.put("sources", AttributeValue.fromL(List.of(AttributeValue.fromM(source))));
  }

  private void putTokenOfTheSameName(Merchant m) {
    scene.change(
        pk(m.plain()),
        sk(m.living()),
        item -> {
          set(item, "sk", "token#" + GONE);
          changeSource(item, source -> source.remove("id"));
        });
    scene.change(
        idKey(m.living()),
        "token-id",
        item -> {
          set(item, "pk", m.id() + "#token-id#" + GONE);
          set(item, "token_id", GONE);
        });
    scene.change(pk(m.plain()), "token-count", item -> setNumber(item, "count", 9));
  }
}
