/** What merchants decide for themselves, in the customers table. */
@NullMarked
package org.clientele.store.merchant;

import org.jspecify.annotations.NullMarked;
