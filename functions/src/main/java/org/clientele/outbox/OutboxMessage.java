package org.clientele.outbox;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks for deregistrations to be sent.
 *
 * @param shard whose; absent in the scheduler's tick, which is for all
 */
@RegisterForReflection
public record OutboxMessage(
    @JsonProperty("type")
        @NotNull(message = "is required")
        @Pattern(regexp = "deregistrations\\.send", message = "must be deregistrations.send")
        String type,
    @JsonProperty("shard")
        @Min(value = 0, message = "must be 0 to 7")
        @Max(value = 7, message = "must be 0 to 7")
        @Nullable Integer shard) {

  static OutboxMessage ofShard(int shard) {
    return new OutboxMessage("deregistrations.send", shard);
  }
}
