/** What the other packages of the store are written with: reads by key, writes on conditions. */
@NullMarked
package org.clientele.store.dynamodb;

import org.jspecify.annotations.NullMarked;
