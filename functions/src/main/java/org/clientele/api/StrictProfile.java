package org.clientele.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.clientele.customer.Gstin;
import org.clientele.error.ApiException;
import org.clientele.settings.Settings;
import org.clientele.settings.Settings.Profile;

/**
 * The narrower limits of the vendor's own pages, where the settings ask for them. They are judged
 * of what is sent, so that a customer of wider times can still be changed.
 */
@Singleton
public class StrictProfile {

  private static final List<String> NAMES = List.of("first_name", "last_name");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9 ._-]*");
  private static final Pattern GSTIN = Pattern.compile("[0-9A-Z]{15}");
  private static final int PAIR_LENGTH = 256;

  private final boolean chosen;

  StrictProfile(Settings settings) {
    this.chosen = settings.profile() == Profile.STRICT;
  }

  /**
   * Refuses a create that the strict profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public void requireCreate(ApiRequest request) {
    if (chosen) {
      requireFields(request.bodyObject());
    }
  }

  /**
   * Refuses a merge patch that the strict profile does not take.
   *
   * @throws ApiException {@code INVALID_REQUEST} naming the field
   */
  public void requireUpdate(ApiRequest request) {
    if (chosen) {
      requireFields(request.bodyObject());
      if (request.bodyObject().has("mobile_number") && !request.bodyObject().has("country_code")) {
        throw ApiException.invalid("country_code", "is required with mobile_number");
      }
    }
  }

  private static void requireFields(ObjectNode body) {
    for (String name : NAMES) {
      if (!NAME.matcher(body.path(name).asText()).matches()) {
        throw ApiException.invalid(name, "must be of A-Z a-z 0-9 space . _ -");
      }
    }
    String gstin = body.path("gstin").asText();
    if (!gstin.isEmpty() && !isGstin(gstin)) {
      throw ApiException.invalid("gstin", "must be a GSTIN in upper case with its check character");
    }
    body.path("merchant_metadata").properties().forEach(StrictProfile::requireShort);
  }

  private static boolean isGstin(String text) {
    return GSTIN.matcher(text).matches() && Gstin.hasCheckCharacter(text);
  }

  private static void requireShort(Map.Entry<String, JsonNode> pair) {
    String text = pair.getKey() + pair.getValue().asText();
    if (text.codePointCount(0, text.length()) > PAIR_LENGTH) {
      FieldPath path = FieldPath.ROOT.child("merchant_metadata").child(pair.getKey());
      throw ApiException.invalid(path.toString(), "must have at most 256 characters with its key");
    }
  }
}
