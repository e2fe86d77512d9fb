/**
 * Looking at calls that were made: their records, what they add up to, what people think of them.
 * Who may not see others' data sees only calls of keys of their own; another tenant's ids are
 * unknown.
 */
@NullMarked
package io.modelcatalog.application.log;

import org.jspecify.annotations.NullMarked;
