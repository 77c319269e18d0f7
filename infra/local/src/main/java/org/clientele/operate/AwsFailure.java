package org.clientele.operate;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** What a failure of Amazon's SDK says to an operator. */
public final class AwsFailure {

  private static final String NO_REGION = "Unable to load region";
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private AwsFailure() {}

  /** Returns its message, or a shorter one where that is of the SDK's classes. */
  public static String message(SdkException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof ResourceNotFoundException) {
      return "there is no table of this name in the account and region";
    }
    if (message.startsWith(NO_REGION)) {
      return "there is no region; set AWS_REGION";
    }
    return message.startsWith(NO_CREDENTIALS)
        ? "there are no AWS credentials in the environment; SSO and roles are for"
            + " aws configure export-credentials"
        : message;
  }
}
