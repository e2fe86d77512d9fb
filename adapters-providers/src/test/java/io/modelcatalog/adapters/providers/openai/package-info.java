@org.jspecify.annotations.NullUnmarked
package io.modelcatalog.adapters.providers.openai;
