/** API Gateway event in, response out; the only place where a failed request becomes an answer. */
@NullMarked
package org.clientele.http;

import org.jspecify.annotations.NullMarked;
