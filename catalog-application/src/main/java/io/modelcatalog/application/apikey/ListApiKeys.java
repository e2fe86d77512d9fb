package io.modelcatalog.application.apikey;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.port.usage.UsageView;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.shared.Result;
import java.util.List;
import java.util.Optional;

/**
 * Lists keys, the newest first: those of the types that the actor has a {@code list} scope for,
 * within its reach.
 */
public interface ListApiKeys {

  Result<Page<ApiKeyView>, CatalogError> handle(Actor actor, Query query);

  /**
   * Which to list.
   *
   * @param workspace id or slug of the workspace; a workspace key implies its own
   * @param ids only these; empty for all
   * @param type only those of this type; empty for all
   * @param status only those that stand so; empty for all
   * @param page which part
   */
  record Query(
      Optional<String> workspace,
      List<ApiKeyId> ids,
      Optional<KeyType> type,
      Optional<UsageView.Status> status,
      Page.Request page) {
    public Query {
      ids = List.copyOf(ids);
    }
  }
}
