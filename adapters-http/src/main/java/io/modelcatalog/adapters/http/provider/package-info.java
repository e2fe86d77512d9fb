/**
 * Administration of AI providers under {@code /v1/providers}, and under {@code /v1/virtual-keys},
 * as they were once called.
 */
@NullMarked
package io.modelcatalog.adapters.http.provider;

import org.jspecify.annotations.NullMarked;
