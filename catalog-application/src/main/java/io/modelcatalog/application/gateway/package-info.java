/** The request path: admit, call the upstream, settle. Non-blocking; reads one snapshot a call. */
@NullMarked
package io.modelcatalog.application.gateway;

import org.jspecify.annotations.NullMarked;
