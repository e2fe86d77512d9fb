package io.modelcatalog.application.person;

/**
 * Somebody who is to work in a workspace.
 *
 * @param user their id or mail address, as asked for
 * @param role as what, by its wire name
 */
public record NewMember(String user, String role) {}
