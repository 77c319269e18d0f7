/** What the contract promises to a well-behaved merchant. */
@NullMarked
package org.clientele.acceptance;

import org.jspecify.annotations.NullMarked;
