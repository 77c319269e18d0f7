package org.clientele.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.clientele.error.ErrorCode.BODY_NOT_JSON;
import static org.clientele.error.ErrorCode.BODY_TOO_LARGE;
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
  void isSentUnderItsNameUnlessItIsAKindOfInvalidRequest(ErrorCode code) {
    boolean isKind = code == BODY_TOO_LARGE || code == BODY_NOT_JSON;

    assertThat(code.code()).isEqualTo(isKind ? "INVALID_REQUEST" : code.name());
    assertThat(code.httpStatus()).isBetween(400, 599);
  }
}
