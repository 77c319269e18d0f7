/** The sweep that stores as deactivated what has expired. */
@NullMarked
package org.clientele.sweep;

import org.jspecify.annotations.NullMarked;
