/**
 * Where aggregates are kept. One repository for each aggregate, and one transaction around a use
 * case.
 */
@NullMarked
package io.modelcatalog.application.port.persistence;

import org.jspecify.annotations.NullMarked;
