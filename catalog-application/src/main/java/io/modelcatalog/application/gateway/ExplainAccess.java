package io.modelcatalog.application.gateway;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.domain.shared.Result;
import java.util.Map;
import java.util.Optional;

/**
 * Says what would become of a call, by the code that decides it, and where each value that holds
 * for it comes from. Takes nothing. Answers from memory.
 */
public interface ExplainAccess {
  Result<Explanation, CatalogError> explain(Query query);

  /**
   * Which call.
   *
   * @param actor who asks
   * @param workspace the workspace by id or slug; empty for the actor's own
   * @param provider the provider's slug
   * @param model the upstream's name of the model; empty to leave it out
   * @param apiKey the key that calls, by id; empty for the actor's own, or none
   * @param promptBytes size of the request in question, in bytes
   * @param outputCap the request's cap on the answer's tokens; -1 for none
   * @param metadata what the client would say of the call
   */
  record Query(
      Actor actor,
      Optional<String> workspace,
      String provider,
      Optional<String> model,
      Optional<String> apiKey,
      long promptBytes,
      long outputCap,
      Map<String, String> metadata) {

    /** A call of which nothing more is said. */
    public Query(
        Actor actor,
        Optional<String> workspace,
        String provider,
        Optional<String> model,
        Optional<String> apiKey,
        long promptBytes,
        long outputCap) {
      this(actor, workspace, provider, model, apiKey, promptBytes, outputCap, Map.of());
    }
  }
}
