package io.modelcatalog.adapters.http.model;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.model.ListModels;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/models}: what the caller's workspace can call. */
@Controller("/v1/models")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ModelsController {
  private static final int MOST = 10_000;

  private final ListModels listModels;

  ModelsController(ListModels listModels) {
    this.listModels = listModels;
  }

  /** The list, filtered, sorted and cut as the query asks. */
  @Needs({"completions.write", "virtual_keys.list"})
  @Get
  ModelList list(HttpRequest<?> request, Actor actor) {
    List<ListModels.Item> items =
        new ArrayList<>(
            Refusal.unless(
                listModels.list(
                    new ListModels.Query(
                        actor,
                        Paging.text(request, "workspace_id"),
                        provider(request),
                        Paging.text(request, "ai_service")))));
    sort(request, items);
    int total = items.size();
    int offset = Math.min(total, Paging.number(request, "offset", 0, 0, Integer.MAX_VALUE));
    int limit = Paging.number(request, "limit", MOST, 1, MOST);
    return new ModelList(
        "list",
        total,
        items.subList(offset, (int) Math.min(total, offset + (long) limit)).stream()
            .map(ModelView::of)
            .toList());
  }

  /** One model by its id, {@code @provider/model}. */
  @Needs({"completions.write", "virtual_keys.list"})
  @Get("/{+id}")
  ModelView find(HttpRequest<?> request, @PathVariable String id, Actor actor) {
    String wanted = decoded(id);
    List<ListModels.Item> items =
        Refusal.unless(
            listModels.list(
                new ListModels.Query(
                    actor,
                    Paging.text(request, "workspace_id"),
                    Optional.empty(),
                    Optional.empty())));
    return items.stream()
        .filter(item -> item.id().equals(wanted))
        .findFirst()
        .map(ModelView::of)
        .orElseThrow(
            () -> new Refusal(ProblemMapper.toProblem(new CatalogError.NotFound("model", wanted))));
  }

  /** An id as it was meant: some clients encode its slash, so it may be encoded once more. */
  static String decoded(String id) {
    try {
      return id.contains("%") ? URLDecoder.decode(id, StandardCharsets.UTF_8) : id;
    } catch (IllegalArgumentException notEncoded) {
      return id;
    }
  }

  private static Optional<String> provider(HttpRequest<?> request) {
    return Paging.text(request, "provider")
        .or(() -> Optional.ofNullable(request.getHeaders().get("x-catalog-provider")))
        .or(() -> Optional.ofNullable(request.getHeaders().get("x-portkey-provider")))
        .map(slug -> slug.startsWith("@") ? slug.substring(1) : slug);
  }

  private static void sort(HttpRequest<?> request, List<ListModels.Item> items) {
    Comparator<ListModels.Item> by =
        switch (Paging.text(request, "sort").orElse("name")) {
          case "name" -> Comparator.comparing(ListModels.Item::model);
          case "provider" -> Comparator.comparing(ListModels.Item::provider);
          case "ai_service" -> Comparator.comparing(ListModels.Item::kind);
          default -> throw Paging.invalid("sort", "expected name, provider or ai_service");
        };
    items.sort(by.thenComparing(ListModels.Item::id));
    switch (Paging.text(request, "order").orElse("asc")) {
      case "asc" -> {}
      case "desc" -> Collections.reverse(items);
      default -> throw Paging.invalid("order", "expected asc or desc");
    }
  }
}
