/** The audit log over HTTP. */
@NullMarked
package io.modelcatalog.adapters.http.audit;

import org.jspecify.annotations.NullMarked;
