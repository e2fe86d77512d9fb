/**
 * Routing configs: JSON documents that say how calls are routed. Each belongs to a workspace, and
 * each change of the document is a version of its own that is kept.
 */
@NullMarked
package io.modelcatalog.domain.config;

import org.jspecify.annotations.NullMarked;
