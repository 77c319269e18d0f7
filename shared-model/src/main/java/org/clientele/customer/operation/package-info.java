/** What callers send and are answered about customers, as it is on the wire. */
@NullMarked
package org.clientele.customer.operation;

import org.jspecify.annotations.NullMarked;
