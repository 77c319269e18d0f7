/** What names a merchant, a customer, a payment token; and how new names are made. */
@NullMarked
package org.clientele.id;

import org.jspecify.annotations.NullMarked;
