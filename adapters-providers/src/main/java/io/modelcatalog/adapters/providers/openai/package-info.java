/**
 * Upstreams that speak OpenAI's HTTP API. The client's body goes out byte for byte, with the
 * model's name and what metering needs spliced in; the answer comes back byte for byte, with what
 * metering had added taken out.
 */
@NullMarked
package io.modelcatalog.adapters.providers.openai;

import org.jspecify.annotations.NullMarked;
