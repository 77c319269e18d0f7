/** The whole service on one machine: the template's routes, the same functions, a DynamoDB. */
@NullMarked
package org.clientele.local;

import org.jspecify.annotations.NullMarked;
