package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.persistence.AttemptStore;
import io.modelcatalog.application.port.persistence.InviteRepository;
import io.modelcatalog.application.port.persistence.MembershipRepository;
import io.modelcatalog.application.port.persistence.PasswordStore;
import io.modelcatalog.application.port.persistence.PeopleStores;
import io.modelcatalog.application.port.persistence.SessionStore;
import io.modelcatalog.application.port.persistence.SetupLinkStore;
import io.modelcatalog.application.port.persistence.Stores;
import io.modelcatalog.application.port.persistence.UserRepository;

/** What people are kept in, in a database. */
record DatabasePeople(TestDatabase database) implements PeopleStores {
  @Override
  public Stores stores() {
    return database;
  }

  @Override
  public UserRepository users() {
    return database.bean(UserRepository.class);
  }

  @Override
  public MembershipRepository memberships() {
    return database.bean(MembershipRepository.class);
  }

  @Override
  public InviteRepository invites() {
    return database.bean(InviteRepository.class);
  }

  @Override
  public PasswordStore passwords() {
    return database.bean(PasswordStore.class);
  }

  @Override
  public SessionStore sessions() {
    return database.bean(SessionStore.class);
  }

  @Override
  public AttemptStore attempts() {
    return database.bean(AttemptStore.class);
  }

  @Override
  public SetupLinkStore setupLinks() {
    return database.bean(SetupLinkStore.class);
  }
}
