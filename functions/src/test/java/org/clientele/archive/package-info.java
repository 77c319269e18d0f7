/** Whether {@code function.zip}, as built, runs as Lambda runs it. */
@NullMarked
package org.clientele.archive;

import org.jspecify.annotations.NullMarked;
