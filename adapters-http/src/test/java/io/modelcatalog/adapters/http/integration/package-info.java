/** Integrations over real HTTP, on ports in memory. */
@NullMarked
package io.modelcatalog.adapters.http.integration;

import org.jspecify.annotations.NullMarked;
