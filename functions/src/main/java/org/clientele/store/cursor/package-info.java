/** By what callers go on with lists that are answered in pages. */
@NullMarked
package org.clientele.store.cursor;

import org.jspecify.annotations.NullMarked;
