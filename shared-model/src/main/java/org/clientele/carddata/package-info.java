/** Card data never comes in. */
@NullMarked
package org.clientele.carddata;

import org.jspecify.annotations.NullMarked;
