/** Log lines that CloudWatch takes metrics from. */
@NullMarked
package org.clientele.metrics;

import org.jspecify.annotations.NullMarked;
