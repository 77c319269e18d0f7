/** Measurements; outside the build. */
@NullMarked
package org.clientele.benchmark;

import org.jspecify.annotations.NullMarked;
