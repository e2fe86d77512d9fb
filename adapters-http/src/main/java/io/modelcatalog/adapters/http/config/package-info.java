/** Configs over HTTP. Their shape is checked against {@code schema/config.schema.json}. */
@NullMarked
package io.modelcatalog.adapters.http.config;

import org.jspecify.annotations.NullMarked;
