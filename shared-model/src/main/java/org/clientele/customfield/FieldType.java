package org.clientele.customfield;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What the values of a custom field are. */
public enum FieldType {
  @JsonProperty("string")
  STRING,
  /** Kept exactly, as a decimal. */
  @JsonProperty("number")
  NUMBER,
  /** A whole number of 64 bits. */
  @JsonProperty("integer")
  INTEGER,
  @JsonProperty("boolean")
  BOOLEAN,
  /** A day without a time, {@code 2026-01-31}. */
  @JsonProperty("date")
  DATE,
  /** A time with its offset, kept as it was written. */
  @JsonProperty("datetime")
  DATETIME,
  /** A list of texts. */
  @JsonProperty("array")
  ARRAY,
  /** An amount in the smallest unit of a currency. */
  @JsonProperty("monetary")
  MONETARY;

  /** Whether its values are texts, whose length and choice a definition may limit. */
  boolean isOfTexts() {
    return this == STRING || this == ARRAY;
  }

  /** Returns its name on the wire. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
