/** Getting an access token, and what one allows. */
@NullMarked
package org.clientele.access;

import org.jspecify.annotations.NullMarked;
