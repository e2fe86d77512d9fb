/** Tenants: the first start of an empty installation. */
@NullMarked
package io.modelcatalog.application.organization;

import org.jspecify.annotations.NullMarked;
