/** The tenants of the service. */
@NullMarked
package org.clientele.merchant;

import org.jspecify.annotations.NullMarked;
