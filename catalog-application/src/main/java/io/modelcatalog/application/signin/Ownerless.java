package io.modelcatalog.application.signin;

import io.modelcatalog.application.port.persistence.OrganizationRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.persistence.UserRepository;
import io.modelcatalog.domain.access.OrganizationRole;
import io.modelcatalog.domain.organization.Organization;
import java.util.Optional;

/** Whether somebody must come who runs things. */
final class Ownerless {
  private final OrganizationRepository organizations;
  private final UserRepository users;

  Ownerless(OrganizationRepository organizations, UserRepository users) {
    this.organizations = organizations;
    this.users = users;
  }

  /** Whether there is no organization, or one without an owner. */
  boolean isThere() {
    return organizations.all().isEmpty() || first().isPresent();
  }

  /** The oldest organization without an owner. */
  Optional<Organization> first() {
    return organizations.all().stream()
        .filter(
            each ->
                users
                        .list(
                            each.id(),
                            Optional.of(OrganizationRole.OWNER),
                            Optional.empty(),
                            new Page.Request(0, 1))
                        .total()
                    == 0)
        .findFirst();
  }
}
