/** Customers. */
@NullMarked
package org.clientele.store.customer;

import org.jspecify.annotations.NullMarked;
