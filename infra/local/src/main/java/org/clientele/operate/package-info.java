/** What operators of a deployment do with its tables. */
@NullMarked
package org.clientele.operate;

import org.jspecify.annotations.NullMarked;
