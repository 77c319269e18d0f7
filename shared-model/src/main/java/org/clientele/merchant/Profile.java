package org.clientele.merchant;

/** How narrowly customers' fields are checked. */
public enum Profile {
  /** As the vendor's service takes them, its documented samples included. */
  COMPATIBLE,
  /** As the vendor's pages say. */
  STRICT
}
