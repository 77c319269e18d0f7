/**
 * The test kit: the local server as a process, a DynamoDB that fails on demand, clients that send
 * what no client should, and checks of what comes back.
 */
@NullMarked
package org.clientele.testing;

import org.jspecify.annotations.NullMarked;
