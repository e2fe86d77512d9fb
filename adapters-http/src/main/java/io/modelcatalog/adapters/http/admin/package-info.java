/**
 * What all controllers of the administration API share: strict reading of bodies with every field
 * error named, limits as JSON, paging, and the envelopes of lists.
 */
@NullMarked
package io.modelcatalog.adapters.http.admin;

import org.jspecify.annotations.NullMarked;
