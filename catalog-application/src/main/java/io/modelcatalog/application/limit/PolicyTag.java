package io.modelcatalog.application.limit;

import java.util.UUID;

/**
 * Says of a limit which policy it is of.
 *
 * @param id the policy
 * @param name its name for people; the id if it has none
 * @param valueKey which group of its calls the counter counts
 * @param ofWorkspace whether it is a workspace's own; otherwise the whole organization's
 */
public record PolicyTag(UUID id, String name, String valueKey, boolean ofWorkspace) {}
