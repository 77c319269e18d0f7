package org.clientele.customfield;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.clientele.time.Timestamp;
import org.jspecify.annotations.Nullable;

/** A custom field's definition as answered; prints as {@code ***}. */
public record CustomFieldResponse(
    @JsonProperty("name") String name,
    @JsonProperty("type") FieldType type,
    @JsonProperty("required") boolean required,
    @JsonProperty("max_length") @Nullable Integer maxLength,
    @JsonProperty("allowed_values") @Nullable List<String> allowedValues,
    @JsonProperty("created_at") String createdAt,
    @JsonProperty("updated_at") String updatedAt) {

  public static CustomFieldResponse from(CustomField field) {
    return new CustomFieldResponse(
        field.name(),
        field.type(),
        field.required(),
        field.maxLength(),
        field.allowedValues().isEmpty() ? null : field.allowedValues(),
        Timestamp.format(field.createdAt()),
        Timestamp.format(field.updatedAt()));
  }

  @Override
  public String toString() {
    return "***";
  }
}
