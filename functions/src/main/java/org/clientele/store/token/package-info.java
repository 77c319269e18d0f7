/** Payment tokens, the default among them, and those that have expired. */
@NullMarked
package org.clientele.store.token;

import org.jspecify.annotations.NullMarked;
