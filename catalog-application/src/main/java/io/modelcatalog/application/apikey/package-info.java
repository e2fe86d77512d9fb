/**
 * API keys: issuing, listing, finding, changing and deleting them. A key is shown once, when it is
 * issued; nobody can hand out a scope that they do not hold themselves.
 */
@NullMarked
package io.modelcatalog.application.apikey;

import org.jspecify.annotations.NullMarked;
