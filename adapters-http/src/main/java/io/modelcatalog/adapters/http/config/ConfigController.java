package io.modelcatalog.adapters.http.config;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.KeptJson;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.config.ChangeConfig;
import io.modelcatalog.application.config.ConfigDocument;
import io.modelcatalog.application.config.CreateConfig;
import io.modelcatalog.application.config.DeleteConfig;
import io.modelcatalog.application.config.FindConfig;
import io.modelcatalog.application.config.ListConfigVersions;
import io.modelcatalog.application.config.ListConfigs;
import io.modelcatalog.domain.config.Config;
import io.modelcatalog.domain.config.ConfigVersion;
import java.util.Optional;

/** Configs over HTTP. Each is named by its id or its slug. */
@Controller("/v1/configs")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ConfigController {
  private static final int PAGE_SIZE = 100;
  private static final String DOCUMENT = "config";

  private final CreateConfig create;
  private final ListConfigs list;
  private final FindConfig find;
  private final ListConfigVersions versions;
  private final ChangeConfig change;
  private final DeleteConfig delete;
  private final ConfigSchema schema;

  ConfigController(
      CreateConfig create,
      ListConfigs list,
      FindConfig find,
      ListConfigVersions versions,
      ChangeConfig change,
      DeleteConfig delete,
      ConfigSchema schema) {
    this.create = create;
    this.list = list;
    this.find = find;
    this.versions = versions;
    this.change = change;
    this.delete = delete;
    this.schema = schema;
  }

  /** Makes a config. */
  @Needs("configs.create")
  @DryRun
  @Post
  ConfigJson.Created create(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String name = fields.requiredLine("name", 255);
    if (!fields.has(DOCUMENT) || fields.isNull(DOCUMENT)) {
      fields.reject(DOCUMENT, "required");
    }
    Optional<ConfigDocument> document = document(fields, body);
    boolean isDefault = isDefault(fields).orElse(false);
    Optional<String> workspace =
        fields
            .line("workspace_id", 255)
            .filter(ref -> !ref.isBlank())
            .or(() -> Paging.text(request, "workspace_id"));
    fields.verify();
    return ConfigJson.Created.of(
        Refusal.unless(
            create.handle(
                actor,
                new CreateConfig.Command(workspace, name, document.orElseThrow(), isDefault))));
  }

  /** Lists configs, without what they say. */
  @Needs("configs.list")
  @Get
  Listed<ConfigJson.Item> list(Actor actor, HttpRequest<?> request) {
    boolean archived =
        switch (Paging.text(request, "status").orElse("active")) {
          case "active" -> false;
          case "archived" -> true;
          default -> throw Paging.invalid("status", "expected active or archived");
        };
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListConfigs.Query(
                    Paging.text(request, "workspace_id"),
                    archived,
                    Paging.of(request, PAGE_SIZE)))),
        ConfigJson.Item::of);
  }

  /** Shows a config. */
  @Needs("configs.read")
  @Get("/{ref}")
  HttpResponse<ConfigJson.Whole> find(Actor actor, @PathVariable String ref) {
    Config found = Refusal.unless(find.handle(actor, new FindConfig.Query(ref)));
    return Tagged.answer(ConfigJson.Whole.of(found), found);
  }

  /** Lists what a config has said, newest first. */
  @Needs("configs.read")
  @Get("/{ref}/versions")
  Listed<ConfigJson.Version> versions(
      Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    ListConfigVersions.Versions found =
        Refusal.unless(
            versions.handle(
                actor, new ListConfigVersions.Query(ref, Paging.of(request, PAGE_SIZE))));
    return Listed.of(
        found.page(), (ConfigVersion version) -> ConfigJson.Version.of(found.config(), version));
  }

  /** Changes what the body mentions. */
  @Needs("configs.update")
  @DryRun
  @Put("/{ref}")
  ConfigJson.Changed change(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Fields fields = Fields.read(body);
    Optional<String> name = fields.line("name", 255);
    Optional<ConfigDocument> document = document(fields, body);
    Optional<Boolean> isDefault = isDefault(fields);
    Optional<Boolean> archived =
        fields
            .line("status", 16)
            .flatMap(
                status ->
                    switch (status) {
                      case "active" -> Optional.of(false);
                      case "archived" -> Optional.of(true);
                      default -> {
                        fields.reject("status", "expected active or archived");
                        yield Optional.empty();
                      }
                    });
    fields.verify();
    return ConfigJson.Changed.of(
        Refusal.unless(
            change.handle(
                actor, new ChangeConfig.Command(ref, name, document, isDefault, archived))));
  }

  /** Deletes a config. */
  @Needs("configs.delete")
  @DryRun
  @Delete("/{ref}")
  Nothing delete(Actor actor, @PathVariable String ref) {
    Refusal.unless(delete.handle(actor, new DeleteConfig.Command(ref)));
    return Nothing.HERE;
  }

  private Optional<ConfigDocument> document(Fields fields, byte[] body) {
    Optional<KeptJson> kept = KeptJson.of(fields, body, DOCUMENT);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    if (kept.get().text().length() > ConfigVersion.LONGEST) {
      fields.reject(DOCUMENT, "may have at most " + ConfigVersion.LONGEST + " characters");
      return Optional.empty();
    }
    schema
        .faults(kept.get().text())
        .forEach(fault -> fields.reject(DOCUMENT + fault.pointer(), fault.message()));
    return Optional.of(new ConfigDocument(kept.get().text(), kept.get().members()));
  }

  /** Some clients spell it in one way, some in the other. */
  private static Optional<Boolean> isDefault(Fields fields) {
    return fields.bool("is_default").or(() -> fields.bool("isDefault"));
  }
}
