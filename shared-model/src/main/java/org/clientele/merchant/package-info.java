/** What a merchant decides for itself. */
@NullMarked
package org.clientele.merchant;

import org.jspecify.annotations.NullMarked;
