/** Reads the templates of the stacks. */
@NullMarked
package org.clientele.embedded.template;

import org.jspecify.annotations.NullMarked;
