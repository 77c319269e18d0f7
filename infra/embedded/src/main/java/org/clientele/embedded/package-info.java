/** What tests and the local server stand on: DynamoDB Local, and the template's tables in it. */
@NullMarked
package org.clientele.embedded;

import org.jspecify.annotations.NullMarked;
