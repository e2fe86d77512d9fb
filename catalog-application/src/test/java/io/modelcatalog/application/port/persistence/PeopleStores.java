package io.modelcatalog.application.port.persistence;

/** What people are kept in, over the database of the other stores. */
public interface PeopleStores {
  /** The other stores. */
  Stores stores();

  UserRepository users();

  MembershipRepository memberships();

  InviteRepository invites();

  PasswordStore passwords();

  SessionStore sessions();

  AttemptStore attempts();

  SetupLinkStore setupLinks();
}
