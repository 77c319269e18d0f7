/** Operations on the fields that merchants define for their customers. */
@NullMarked
package org.clientele.function.customfield;

import org.jspecify.annotations.NullMarked;
