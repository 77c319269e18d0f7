/** What differs between environments, and the clock. */
@NullMarked
package org.clientele.settings;

import org.jspecify.annotations.NullMarked;
