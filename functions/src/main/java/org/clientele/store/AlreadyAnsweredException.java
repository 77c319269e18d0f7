package org.clientele.store;

/** The request's idempotency key was used before; nothing has been done for this request. */
public final class AlreadyAnsweredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String payloadHash;
  private final transient StoredAnswer answer;

  AlreadyAnsweredException(String payloadHash, StoredAnswer answer) {
    super("the idempotency key was used before");
    this.payloadHash = payloadHash;
    this.answer = answer;
  }

  /** Whether the key was used by the same request. */
  public boolean isRepetition(KeyedRequest request) {
    return request.payloadHash().equals(payloadHash);
  }

  /** Returns what was answered then. */
  public StoredAnswer answer() {
    return answer;
  }
}
