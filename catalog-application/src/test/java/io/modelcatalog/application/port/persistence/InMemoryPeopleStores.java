package io.modelcatalog.application.port.persistence;

/** What people are kept in, in memory. */
public final class InMemoryPeopleStores implements PeopleStores {
  private final InMemoryStores stores = new InMemoryStores();
  private final InMemoryUserRepository users = new InMemoryUserRepository(stores.store());
  private final InMemoryMembershipRepository memberships =
      new InMemoryMembershipRepository(stores.store());
  private final InMemoryInviteRepository invites = new InMemoryInviteRepository(stores.store());

  @Override
  public Stores stores() {
    return stores;
  }

  @Override
  public UserRepository users() {
    return users;
  }

  @Override
  public MembershipRepository memberships() {
    return memberships;
  }

  @Override
  public InviteRepository invites() {
    return invites;
  }

  @Override
  public PasswordStore passwords() {
    return new InMemoryPasswordStore(stores.store());
  }

  @Override
  public SessionStore sessions() {
    return new InMemorySessionStore(stores.store());
  }

  @Override
  public AttemptStore attempts() {
    return new InMemoryAttemptStore(stores.store());
  }

  @Override
  public SetupLinkStore setupLinks() {
    return new InMemorySetupLinkStore(stores.store());
  }
}
