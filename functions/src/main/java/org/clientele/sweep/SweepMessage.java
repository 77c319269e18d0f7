package org.clientele.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a sweep.
 *
 * @param shard the one to sweep; absent in the scheduler's tick, which is for all
 */
@RegisterForReflection
public record SweepMessage(
    @JsonProperty("type")
        @NotNull(message = "is required")
        @Pattern(regexp = "tokens\\.sweep", message = "must be tokens.sweep")
        String type,
    @JsonProperty("shard")
        @Min(value = 0, message = "must be 0 to 63")
        @Max(value = 63, message = "must be 0 to 63")
        @Nullable Integer shard) {

  static SweepMessage ofShard(int shard) {
    return new SweepMessage("tokens.sweep", shard);
  }
}
