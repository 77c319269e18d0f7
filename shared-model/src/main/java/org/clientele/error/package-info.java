/** What can go wrong, as the caller is told. */
@NullMarked
package org.clientele.error;

import org.jspecify.annotations.NullMarked;
