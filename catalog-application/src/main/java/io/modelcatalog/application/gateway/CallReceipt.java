package io.modelcatalog.application.gateway;

import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.usage.Outcome;
import io.modelcatalog.domain.usage.TokenUsage;

/**
 * What a call came to.
 *
 * @param usage what it used
 * @param cost what it cost; zero for an unpriced model
 * @param priced whether the model has a price
 * @param estimated whether usage and cost are an estimate, because the upstream reported none
 * @param outcome how it ended
 */
public record CallReceipt(
    TokenUsage usage, Money cost, boolean priced, boolean estimated, Outcome outcome) {}
