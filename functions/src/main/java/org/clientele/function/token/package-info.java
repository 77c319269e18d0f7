/** Operations on payment tokens, and the queue functions that record and expire them. */
@NullMarked
package org.clientele.function.token;

import org.jspecify.annotations.NullMarked;
