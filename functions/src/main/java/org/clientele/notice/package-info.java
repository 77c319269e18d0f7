/** What token service providers say in their own words, and the messages that it becomes here. */
@NullMarked
package org.clientele.notice;

import org.jspecify.annotations.NullMarked;
