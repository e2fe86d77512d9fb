/** The models a caller can use, in the form OpenAI clients list them. */
@NullMarked
package io.modelcatalog.adapters.http.model;

import org.jspecify.annotations.NullMarked;
