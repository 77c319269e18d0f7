/** The command-line client: its commands, its profiles, and what it sends and prints. */
@NullMarked
package org.clientele.cli;

import org.jspecify.annotations.NullMarked;
