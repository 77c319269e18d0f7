package org.clientele.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.error.ErrorCode.CUSTOMER_CHANGED;
import static org.clientele.error.ErrorCode.DUPLICATE_REQUEST;
import static org.clientele.error.ErrorCode.IDEMPOTENCY_IN_PROGRESS;
import static org.clientele.error.ErrorCode.INVALID_USER_ACCOUNT;
import static org.clientele.error.ErrorCode.RATE_LIMITED;
import static org.clientele.error.ErrorCode.SERVICE_UNAVAILABLE;
import static org.clientele.error.ErrorCode.USER_AUTHENTICATION_FAILED;

import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorCodeTest {

  @ParameterizedTest
  @EnumSource
  void onlyWhatMayPassIsTransient(ErrorCode code) {
    assertThat(code.isTransient())
        .isEqualTo(
            EnumSet.of(CUSTOMER_CHANGED, IDEMPOTENCY_IN_PROGRESS, RATE_LIMITED, SERVICE_UNAVAILABLE)
                .contains(code));
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatAnOperationComesToIsAnOutcome(ErrorCode code) {
    assertThat(code.isOutcome())
        .isEqualTo(
            EnumSet.of(DUPLICATE_REQUEST, INVALID_USER_ACCOUNT, USER_AUTHENTICATION_FAILED)
                .contains(code));
  }

  @ParameterizedTest
  @EnumSource
  void isSentUnderItsNameUnlessItIsAKindOfAnotherCode(ErrorCode code) {
    String sent =
        switch (code) {
          case BODY_TOO_LARGE, BODY_NOT_JSON -> "INVALID_REQUEST";
          case ACCESS_TOKEN_INVALID -> "UNAUTHORIZED";
          default -> code.name();
        };

    assertThat(code.code()).isEqualTo(sent);
    assertThat(code.httpStatus()).isBetween(400, 599);
  }
}
