/** DynamoDB: every key, attribute and condition. */
@NullMarked
package org.clientele.store;

import org.jspecify.annotations.NullMarked;
