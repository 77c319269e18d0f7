package org.clientele.customfield;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.clientele.customer.NormalForm;
import org.clientele.error.ApiException;
import org.hibernate.validator.constraints.CodePointLength;
import org.jspecify.annotations.Nullable;

/** Body of {@code PUT /api/v1/custom-fields/{name}}; prints as {@code ***}. */
public record PutCustomFieldRequest(
    @JsonProperty("type") @NotNull(message = "is required") FieldType type,
    @JsonProperty("required") @Nullable Boolean required,
    @JsonProperty("max_length")
        @Min(value = 1, message = LENGTH)
        @Max(value = 4_000, message = LENGTH)
        @Nullable Integer maxLength,
    @JsonProperty("allowed_values") @Size(max = 50, message = "must have at most 50 values")
        @Nullable
            List<
                @NotNull(message = VALUE) @CodePointLength(min = 1, max = 50, message = VALUE)
                String>
            allowedValues) {

  private static final String LENGTH = "must be 1 to 4000";
  private static final String VALUE = "must have values of 1 to 50 characters";
  private static final String OF_TEXTS = "cannot be given unless type is string or array";

  public PutCustomFieldRequest {
    allowedValues =
        allowedValues == null
            ? null
            : allowedValues.stream()
                .map(value -> Objects.requireNonNullElse(NormalForm.of(value), ""))
                .distinct()
                .toList();
  }

  /**
   * Returns the definition that this is of a field.
   *
   * @throws ApiException {@code INVALID_REQUEST} if it limits the texts of what has none
   */
  public CustomField toCustomField(String name, Instant now) {
    List<String> values = allowedValues == null ? List.of() : allowedValues;
    if (!type.isOfTexts() && maxLength != null) {
      throw ApiException.invalid("max_length", OF_TEXTS);
    }
    if (!type.isOfTexts() && !values.isEmpty()) {
      throw ApiException.invalid("allowed_values", OF_TEXTS);
    }
    if (maxLength != null && values.stream().anyMatch(value -> length(value) > maxLength)) {
      throw ApiException.invalid("allowed_values", "must be no longer than max_length");
    }
    return new CustomField(
        name, type, Boolean.TRUE.equals(required), maxLength, values, false, false, now, now, 0);
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  @Override
  public String toString() {
    return "***";
  }
}
