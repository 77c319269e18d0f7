/** Operations on customers. */
@NullMarked
package org.clientele.function.customer;

import org.jspecify.annotations.NullMarked;
