/** The audit log: what was done by whom, append-only, chained by hashes for each organization. */
@NullMarked
package io.modelcatalog.application.port.audit;

import org.jspecify.annotations.NullMarked;
