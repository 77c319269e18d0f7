/** What token service providers send: the messages, as they are on the wire. */
@NullMarked
package org.clientele.token.message;

import org.jspecify.annotations.NullMarked;
