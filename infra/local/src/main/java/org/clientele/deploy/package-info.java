/** What is checked and decided before {@code sam deploy} is run. */
@NullMarked
package org.clientele.deploy;

import org.jspecify.annotations.NullMarked;
