/** What comes in as JSON: read strictly, screened, named by its field when refused. */
@NullMarked
package org.clientele.json;

import org.jspecify.annotations.NullMarked;
