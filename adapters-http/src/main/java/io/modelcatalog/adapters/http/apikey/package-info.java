/** Administration of API keys under {@code /v1/api-keys}. */
@NullMarked
package io.modelcatalog.adapters.http.apikey;

import org.jspecify.annotations.NullMarked;
