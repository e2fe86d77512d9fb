/** What calls add up to, over HTTP: graphs over time, groups, summaries. */
@NullMarked
package io.modelcatalog.adapters.http.analytics;

import org.jspecify.annotations.NullMarked;
