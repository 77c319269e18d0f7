/** API Gateway event in, response out: JSON, validation, errors. */
@NullMarked
package org.clientele.api;

import org.jspecify.annotations.NullMarked;
