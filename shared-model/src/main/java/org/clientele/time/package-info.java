/** Time as the wire and the tables write it. */
@NullMarked
package org.clientele.time;

import org.jspecify.annotations.NullMarked;
