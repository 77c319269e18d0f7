/** Payment tokens saved for a customer: the record, its life cycle, its wire form. */
@NullMarked
package org.clientele.token;

import org.jspecify.annotations.NullMarked;
