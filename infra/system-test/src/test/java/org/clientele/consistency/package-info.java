/** Callers at once see one order of what was done, and each effect once. */
@NullMarked
package org.clientele.consistency;

import org.jspecify.annotations.NullMarked;
