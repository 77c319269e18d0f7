/** A merchant's customers: the record, its life cycle, its wire form. */
@NullMarked
package org.clientele.customer;

import org.jspecify.annotations.NullMarked;
