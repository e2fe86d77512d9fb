package io.modelcatalog.adapters.persistence.person;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.persistence.PeopleContract;
import io.modelcatalog.application.port.persistence.PeopleStores;

class PostgresPeopleIT implements PeopleContract {
  @Override
  public PeopleStores people() {
    return new DatabasePeople(TestDatabase.postgres());
  }
}
