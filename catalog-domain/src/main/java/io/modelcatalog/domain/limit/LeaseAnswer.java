package io.modelcatalog.domain.limit;

/**
 * What the shared book answers.
 *
 * @param held what the replica holds now
 * @param free what nobody holds; negative when more is held than the limit, such as after it was
 *     lowered
 * @param elsewhere what is held by others or was spent without a lease
 * @param usedElsewhere what of that is known to be used
 * @param settling whether others have calls in flight, whose end may free something
 * @param awaited how many living replicas have still to answer a recall; while there are any, that
 *     nothing was granted does not mean that the limit is full
 * @param recall the number of the latest recall, to be quoted as {@link LeaseAsk#waitedFor}
 * @param recalled whether the asking replica is to give back what it does not use
 * @param outdated whether the message came too late and changed nothing
 */
public record LeaseAnswer(
    long held,
    long free,
    long elsewhere,
    long usedElsewhere,
    boolean settling,
    int awaited,
    long recall,
    boolean recalled,
    boolean outdated) {}
