/** By which texts customers are found, and how those are compared. */
@NullMarked
package org.clientele.search;

import org.jspecify.annotations.NullMarked;
