/** What providers are asked because of what merchants and customers did. */
@NullMarked
package org.clientele.outbox;

import org.jspecify.annotations.NullMarked;
