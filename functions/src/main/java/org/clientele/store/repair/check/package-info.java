/** What it takes to say of items that they belong together and do not. */
@NullMarked
package org.clientele.store.repair.check;

import org.jspecify.annotations.NullMarked;
