package org.clientele.store.idempotency;

/** The request's idempotency key was used before; nothing has been done for this request. */
public final class AlreadyAnsweredException extends RuntimeException {

  private final String payloadHash;
  private final transient StoredResponse answer;

  AlreadyAnsweredException(String payloadHash, StoredResponse answer) {
    super("the idempotency key was used before");
    this.payloadHash = payloadHash;
    this.answer = answer;
  }

  /** Whether the key was used by the same request. */
  public boolean isRepetition(IdempotentRequest request) {
    return request.payloadHash().equals(payloadHash);
  }

  /** Returns what was answered then. */
  public StoredResponse answer() {
    return answer;
  }
}
