/** HTTP in front of the use cases: translates requests and refusals, decides nothing. */
@NullMarked
package io.modelcatalog.adapters.http;

import org.jspecify.annotations.NullMarked;
