/** Reading the audit log. */
@NullMarked
package io.modelcatalog.application.audit;

import org.jspecify.annotations.NullMarked;
