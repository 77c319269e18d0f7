/**
 * Finds items of the customers table that belong together and do not, as after a restore, and mends
 * them. What belongs together say the checks of the packages whose items they are.
 */
@NullMarked
package org.clientele.store.repair;

import org.jspecify.annotations.NullMarked;
