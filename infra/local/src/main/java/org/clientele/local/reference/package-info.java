/** The API's reference for people and machines, all of it made of {@code infra/openapi.yaml}. */
@NullMarked
package org.clientele.local.reference;

import org.jspecify.annotations.NullMarked;
