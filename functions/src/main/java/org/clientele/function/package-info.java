/** The Lambda functions, one class per operation. */
@NullMarked
package org.clientele.function;

import org.jspecify.annotations.NullMarked;
