package org.clientele.token;

/** What becomes of a notice that is not refused. */
public enum NoticeResult {
  /** It made the token what it is now. */
  STORED,
  /** It had been delivered before. */
  REPEATED,
  /** Something later was known already. */
  OUT_OF_DATE,
  /** The customer had the token removed, or another one has replaced it. */
  NOT_WANTED
}
