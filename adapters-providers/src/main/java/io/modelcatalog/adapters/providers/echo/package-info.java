/**
 * An upstream inside the product that answers without any account or connection: it repeats what it
 * was told, in OpenAI's wire format, streamed and not, with usage, and misbehaves on demand by the
 * name of the model. It never reports more tokens than a request allows.
 */
@NullMarked
package io.modelcatalog.adapters.providers.echo;

import org.jspecify.annotations.NullMarked;
