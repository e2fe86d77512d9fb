/** Policies over HTTP: one resource for those with a budget, one for those with a rate limit. */
@NullMarked
package io.modelcatalog.adapters.http.policy;

import org.jspecify.annotations.NullMarked;
