/** Fields that a merchant defines for its customers. */
@NullMarked
package org.clientele.customfield;

import org.jspecify.annotations.NullMarked;
