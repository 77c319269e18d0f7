/** SQS: messages in, messages out. */
@NullMarked
package org.clientele.queue;

import org.jspecify.annotations.NullMarked;
