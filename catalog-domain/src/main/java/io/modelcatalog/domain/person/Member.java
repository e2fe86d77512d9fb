package io.modelcatalog.domain.person;

/**
 * Somebody who works in a workspace.
 *
 * @param user who
 * @param membership where and as what
 */
public record Member(User user, Membership membership) {}
