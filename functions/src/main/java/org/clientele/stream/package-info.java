/** What a table's stream says of its items. */
@NullMarked
package org.clientele.stream;

import org.jspecify.annotations.NullMarked;
