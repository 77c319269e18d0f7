/** The service keeps its promises while the store fails, servers die and sweeps overlap. */
@NullMarked
package org.clientele.resilience;

import org.jspecify.annotations.NullMarked;
