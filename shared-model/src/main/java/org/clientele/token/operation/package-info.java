/** What callers send and are answered about payment tokens, as it is on the wire. */
@NullMarked
package org.clientele.token.operation;

import org.jspecify.annotations.NullMarked;
