/** Input, access tokens and merchants that want what they may not have. */
@NullMarked
package org.clientele.hostile;

import org.jspecify.annotations.NullMarked;
