/** How API clients get access tokens. */
@NullMarked
package org.clientele.function.access;

import org.jspecify.annotations.NullMarked;
