/** Who is calling: access tokens verified and issued. */
@NullMarked
package org.clientele.auth;

import org.jspecify.annotations.NullMarked;
