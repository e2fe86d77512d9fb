/**
 * Use cases around secret references: where secrets are that the catalog does not keep. No answer
 * ever holds a secret, neither one that a reference leads to nor one it takes to get there.
 */
@NullMarked
package io.modelcatalog.application.secret;

import org.jspecify.annotations.NullMarked;
