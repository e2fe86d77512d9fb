package io.modelcatalog.adapters.http.explain;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.gateway.HeaderMetadata;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.gateway.ExplainAccess;
import io.modelcatalog.domain.model.ModelRef;
import io.modelcatalog.domain.shared.Result;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/explain?provider=@slug&model=…}. */
@Controller("/v1/explain")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ExplainController {
  /** A short question: what is assumed where the query does not say how long the prompt is. */
  private static final int USUAL_PROMPT_BYTES = 1_000;

  private final ExplainAccess explain;

  ExplainController(ExplainAccess explain) {
    this.explain = explain;
  }

  /** What would become of the call. */
  @Needs({"completions.write", "virtual_keys.read"})
  @Get
  ExplanationView explain(HttpRequest<?> request, Actor actor) {
    Optional<String> model = Paging.text(request, "model");
    Optional<ModelRef> reference = model.flatMap(ModelRef::parse);
    String provider =
        Paging.text(request, "provider")
            .map(slug -> slug.startsWith("@") ? slug.substring(1) : slug)
            .or(() -> reference.map(ref -> ref.provider().value()))
            .orElseThrow(() -> Paging.invalid("provider", "required, as @provider-slug"));
    return ExplanationView.of(
        Refusal.unless(
            explain.explain(
                new ExplainAccess.Query(
                    actor,
                    Paging.text(request, "workspace_id"),
                    provider,
                    reference.map(ref -> ref.model().value()).or(() -> model),
                    Paging.text(request, "api_key_id"),
                    Paging.number(
                        request, "prompt_bytes", USUAL_PROMPT_BYTES, 0, Integer.MAX_VALUE),
                    Paging.number(request, "max_tokens", -1, 0, Integer.MAX_VALUE),
                    metadata(request)))));
  }

  /** What a call would say in its header, here as a parameter. */
  private static Map<String, String> metadata(HttpRequest<?> request) {
    Optional<String> given = Paging.text(request, "metadata");
    if (given.isEmpty()) {
      return Map.of();
    }
    return switch (new HeaderMetadata(given.get()).read()) {
      case Result.Ok<Map<String, String>, String>(Map<String, String> read) -> read;
      case Result.Err<Map<String, String>, String>(String rule) ->
          throw Paging.invalid("metadata", rule);
    };
  }
}
