package io.modelcatalog.adapters.http.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.adapters.http.security.PublicAddress;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.model.ListModels;
import io.modelcatalog.application.model.Snippets;
import io.modelcatalog.domain.model.ModelDefinition;
import io.modelcatalog.domain.model.ModelMode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code GET /v1/models/{id}/snippets}: programs that call a model. */
@Controller("/v1/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SnippetsController {
  private final ListModels listModels;
  private final PublicAddress address;

  SnippetsController(ListModels listModels, PublicAddress address) {
    this.listModels = listModels;
    this.address = address;
  }

  /** Programs in a list. */
  @Serdeable
  record Listed(String object, int total, List<Item> data) {}

  /**
   * One program.
   *
   * @param install what installs the package it needs; empty if it needs none
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Item(String object, String language, String title, String install, String code) {
    static Item of(Snippets.Snippet snippet) {
      return new Item(
          "snippet", snippet.language(), snippet.title(), snippet.install(), snippet.code());
    }
  }

  /** The programs for one model, or the one of a language. */
  @Needs({"completions.write", "virtual_keys.list"})
  @Get("/{+id}/snippets")
  Listed list(HttpRequest<?> request, @PathVariable String id, Actor actor) {
    String wanted = ModelsController.decoded(id);
    ListModels.Item model =
        Refusal.unless(
                listModels.list(
                    new ListModels.Query(
                        actor,
                        Paging.text(request, "workspace_id"),
                        Optional.empty(),
                        Optional.empty())))
            .stream()
            .filter(item -> item.id().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        ProblemMapper.toProblem(new CatalogError.NotFound("model", wanted))));
    Optional<String> language = Paging.text(request, "language");
    if (language.isPresent()
        && Arrays.stream(Snippets.Language.values())
            .noneMatch(known -> known.id().equals(language.get()))) {
      throw Paging.invalid(
          "language",
          "expected "
              + Arrays.stream(Snippets.Language.values())
                  .map(Snippets.Language::id)
                  .collect(Collectors.joining(", ")));
    }
    List<Item> items =
        Snippets.of(
                model.id(),
                model.known().map(ModelDefinition::mode).orElse(ModelMode.CHAT),
                address.base(request) + "/v1")
            .stream()
            .filter(snippet -> language.isEmpty() || language.get().equals(snippet.language()))
            .map(Item::of)
            .toList();
    return new Listed("list", items.size(), items);
  }
}
