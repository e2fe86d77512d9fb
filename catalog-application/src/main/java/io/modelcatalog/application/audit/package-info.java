/**
 * The audit log: everything that is saved or deleted is told of, field by field, by the
 * repositories themselves and in the same transaction; no use case can forget it. No secret is ever
 * in it.
 */
@NullMarked
package io.modelcatalog.application.audit;

import org.jspecify.annotations.NullMarked;
