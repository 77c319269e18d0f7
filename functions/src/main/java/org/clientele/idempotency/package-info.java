/** Requests that are repeated under their key. */
@NullMarked
package org.clientele.idempotency;

import org.jspecify.annotations.NullMarked;
