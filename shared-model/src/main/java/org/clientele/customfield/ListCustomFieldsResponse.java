package org.clientele.customfield;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** Answer of {@code GET /api/v1/custom-fields}, sorted by name. */
public record ListCustomFieldsResponse(
    @JsonProperty("custom_fields") List<CustomFieldResponse> customFields) {

  public static ListCustomFieldsResponse from(CustomFields fields) {
    return new ListCustomFieldsResponse(
        fields.byName().values().stream().map(CustomFieldResponse::from).toList());
  }
}
