/** What token service providers send and are sent: the messages, as they are on the wire. */
@NullMarked
package org.clientele.token.message;

import org.jspecify.annotations.NullMarked;
