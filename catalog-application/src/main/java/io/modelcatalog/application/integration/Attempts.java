package io.modelcatalog.application.integration;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.persistence.UnitOfWork;
import io.modelcatalog.domain.shared.Result;
import java.util.function.Supplier;

/**
 * Runs a block in a transaction, and once more where someone else got in between: the block reads
 * everything anew, so a second attempt decides by what is true then.
 */
final class Attempts {
  private static final int MOST = 3;

  private final UnitOfWork unitOfWork;

  Attempts(UnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
  }

  <T> Result<T, CatalogError> execute(Actor actor, Supplier<Result<T, CatalogError>> block) {
    Result<T, CatalogError> result = unitOfWork.execute(actor, block);
    for (int attempt = 1; attempt < MOST && metAnother(result); attempt++) {
      result = unitOfWork.execute(actor, block);
    }
    return result;
  }

  private static <T> boolean metAnother(Result<T, CatalogError> result) {
    return result instanceof Result.Err<T, CatalogError>(CatalogError error)
        && (error instanceof CatalogError.Stale || error instanceof CatalogError.SlugTaken);
  }
}
