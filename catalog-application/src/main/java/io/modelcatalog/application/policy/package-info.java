/**
 * Use cases around policies: limits on whatever calls meet their conditions, each group of calls
 * counted apart. A change reaches calls before its answer is given.
 */
@NullMarked
package io.modelcatalog.application.policy;

import org.jspecify.annotations.NullMarked;
