/**
 * The data plane's HTTP side: a handler in the server's pipeline, in front of the framework, so
 * that a client that goes away is noticed at once, bytes pass with back-pressure, and a call costs
 * no more than it must. Everything that is not a model call goes on to the framework.
 */
@NullMarked
package io.modelcatalog.adapters.http.gateway;

import org.jspecify.annotations.NullMarked;
