/**
 * What is kept of providers that have to end a token, in the transaction that makes them have to.
 */
@NullMarked
package org.clientele.store.deregistration;

import org.jspecify.annotations.NullMarked;
