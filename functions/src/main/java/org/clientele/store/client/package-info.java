/** API clients and the key that signs their access tokens. */
@NullMarked
package org.clientele.store.client;

import org.jspecify.annotations.NullMarked;
