package io.modelcatalog.application.person;

import io.modelcatalog.application.port.event.CatalogChange;
import io.modelcatalog.application.port.event.CatalogEvents;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.person.User;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that are somebody's own, which go when they go. */
final class UserKeys {
  private final ApiKeyRepository keys;
  private final CatalogEvents events;

  UserKeys(ApiKeyRepository keys, CatalogEvents events) {
    this.keys = keys;
    this.events = events;
  }

  /** Deletes somebody's keys in a workspace, or all of them. */
  void delete(User user, Optional<WorkspaceId> workspace) {
    Set<WorkspaceId> touched = new HashSet<>();
    for (ApiKey key : of(user, workspace)) {
      keys.delete(key.id());
      key.workspace().ifPresent(touched::add);
    }
    if (!touched.isEmpty()) {
      events.announce(new CatalogChange(user.organization(), touched, false));
    }
  }

  private List<ApiKey> of(User user, Optional<WorkspaceId> workspace) {
    ApiKeyRepository.Filter theirs =
        new ApiKeyRepository.Filter(
            user.organization(),
            workspace,
            List.of(),
            Set.of(KeyType.WORKSPACE_USER),
            Optional.of(user.id().toString()));
    List<ApiKey> own = new ArrayList<>();
    int size = Page.Request.FIRST.size();
    Page<ApiKey> part;
    int number = 0;
    do {
      part = keys.list(theirs, new Page.Request(number++, size));
      own.addAll(part.items());
    } while ((long) number * size < part.total());
    return own;
  }
}
