/** The search index and the counts of customers, which follow the customers table by its stream. */
@NullMarked
package org.clientele.store.search;

import org.jspecify.annotations.NullMarked;
