package io.modelcatalog.application.port.persistence;

class InMemoryPeopleTest implements PeopleContract {
  private final InMemoryPeopleStores people = new InMemoryPeopleStores();

  @Override
  public PeopleStores people() {
    return people;
  }
}
