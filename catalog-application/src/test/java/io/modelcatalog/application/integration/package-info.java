/** Rules of integrations, on ports in memory. */
@NullMarked
package io.modelcatalog.application.integration;

import org.jspecify.annotations.NullMarked;
