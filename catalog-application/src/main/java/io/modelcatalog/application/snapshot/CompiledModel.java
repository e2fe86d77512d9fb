package io.modelcatalog.application.snapshot;

import io.modelcatalog.application.port.upstream.Upstream;
import io.modelcatalog.domain.limit.Level;
import io.modelcatalog.domain.model.ModelSlug;
import io.modelcatalog.domain.money.ModelPrice;
import org.jspecify.annotations.Nullable;

/**
 * One model through one provider, ready to be called or refused.
 *
 * @param slug the upstream's name of the model
 * @param refusedBy the level whose model list refuses it; null if it may be called
 * @param price what it costs; null if not known
 * @param contextWindow the longest prompt in tokens; -1 if not known
 * @param maxOutput the longest answer in tokens; -1 if not known
 * @param upstream where it is called; null if the provider's own
 */
public record CompiledModel(
    ModelSlug slug,
    @Nullable Level refusedBy,
    @Nullable ModelPrice price,
    long contextWindow,
    long maxOutput,
    @Nullable Upstream upstream) {}
