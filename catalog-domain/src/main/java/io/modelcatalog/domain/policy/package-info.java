/**
 * Limits that are not hung on one object: a policy counts every call that meets its conditions,
 * with one counter for each group of calls it tells apart.
 */
@NullMarked
package io.modelcatalog.domain.policy;

import org.jspecify.annotations.NullMarked;
