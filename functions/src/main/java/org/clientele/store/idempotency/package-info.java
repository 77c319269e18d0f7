/** Requests that may be repeated, and their answers. */
@NullMarked
package org.clientele.store.idempotency;

import org.jspecify.annotations.NullMarked;
