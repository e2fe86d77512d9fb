/**
 * How refusals look on the wire. One body carries the members existing clients read, those of RFC
 * 9457 and an {@code error} object, so that each client finds a message where it looks for one. No
 * answer holds a stack trace, a secret, or a value that was sent.
 */
@NullMarked
package io.modelcatalog.adapters.http.problem;

import org.jspecify.annotations.NullMarked;
