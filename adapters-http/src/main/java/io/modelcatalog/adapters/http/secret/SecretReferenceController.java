package io.modelcatalog.adapters.http.secret;

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
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.integration.SubmittedSettings;
import io.modelcatalog.application.secret.ChangeSecretReference;
import io.modelcatalog.application.secret.CreateSecretReference;
import io.modelcatalog.application.secret.DeleteSecretReference;
import io.modelcatalog.application.secret.FindSecretReference;
import io.modelcatalog.application.secret.ListSecretReferences;
import io.modelcatalog.application.secret.TestSecretReference;
import io.modelcatalog.domain.secret.SecretReference;
import io.modelcatalog.domain.secret.SourceKind;
import io.modelcatalog.domain.shared.Settings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Secret references over HTTP. Each is named by its id or its slug. */
@Controller("/v1/secret-references")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SecretReferenceController {
  private static final int PAGE_SIZE = 100;
  private static final int DESCRIPTION = 1024;
  private static final int PATH = 1024;
  private static final int KEY = 255;

  private final CreateSecretReference create;
  private final ListSecretReferences list;
  private final FindSecretReference find;
  private final ChangeSecretReference change;
  private final DeleteSecretReference delete;
  private final TestSecretReference test;

  SecretReferenceController(
      CreateSecretReference create,
      ListSecretReferences list,
      FindSecretReference find,
      ChangeSecretReference change,
      DeleteSecretReference delete,
      TestSecretReference test) {
    this.create = create;
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
    this.test = test;
  }

  /** Declares where a secret is. */
  @Needs("secret_references.create")
  @DryRun
  @Post
  SecretReferenceJson.Ref create(Actor actor, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String name = fields.requiredLine("name", 255);
    String type = fields.requiredLine("manager_type", 64);
    Optional<SourceKind> kind = SourceKind.ofWireName(type);
    if (!type.isEmpty() && kind.isEmpty()) {
      fields.reject("manager_type", "expected " + SourceKind.names());
    }
    Optional<SubmittedSettings> auth = fields.members("auth_config").map(SubmittedSettings::new);
    String path = fields.requiredLine("secret_path", PATH);
    Optional<String> slug = fields.line("slug", 255).filter(text -> !text.isEmpty());
    Optional<String> description = fields.text("description", DESCRIPTION);
    Optional<String> key = key(fields);
    Optional<Boolean> all = fields.bool("allow_all_workspaces");
    Optional<List<String>> allowed = allowed(fields);
    Settings tags = tags(fields).orElse(Settings.NONE);
    fields.verify();
    return SecretReferenceJson.Ref.of(
        Refusal.unless(
            create.handle(
                actor,
                new CreateSecretReference.Command(
                    name,
                    slug,
                    description,
                    kind.orElseThrow(),
                    auth.orElse(SubmittedSettings.NONE),
                    path,
                    key,
                    all,
                    allowed,
                    tags))));
  }

  /** Lists references. */
  @Needs("secret_references.list")
  @Get
  Listed<SecretReferenceJson> list(Actor actor, HttpRequest<?> request) {
    Optional<SourceKind> kind =
        Paging.text(request, "manager_type")
            .map(
                name ->
                    SourceKind.ofWireName(name)
                        .orElseThrow(
                            () ->
                                Paging.invalid("manager_type", "expected " + SourceKind.names())));
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListSecretReferences.Query(
                    Paging.text(request, "workspace_id"),
                    kind,
                    Paging.text(request, "search"),
                    Paging.of(request, PAGE_SIZE)))),
        SecretReferenceJson::of);
  }

  /** Shows a reference, never a secret. */
  @Needs("secret_references.read")
  @Get("/{ref}")
  HttpResponse<SecretReferenceJson> find(Actor actor, @PathVariable String ref) {
    SecretReference found = Refusal.unless(find.handle(actor, new FindSecretReference.Query(ref)));
    return Tagged.answer(SecretReferenceJson.of(found), found);
  }

  /** Changes what the body mentions. */
  @Needs("secret_references.update")
  @DryRun
  @Put("/{ref}")
  SecretReferenceJson change(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Fields fields = Fields.read(body);
    for (String fixed : List.of("name", "secret_path")) {
      if (fields.isNull(fixed)) {
        fields.reject(fixed, "cannot be cleared");
      }
    }
    ChangeSecretReference.Command command =
        new ChangeSecretReference.Command(
            ref,
            fields.line("name", 255),
            fields.change("description", field -> fields.text(field, DESCRIPTION)),
            fields.members("auth_config").map(SubmittedSettings::new),
            fields.line("secret_path", PATH),
            fields.change("secret_key", field -> key(fields)),
            fields.bool("allow_all_workspaces"),
            allowed(fields),
            fields.change("tags", field -> tags(fields)));
    fields.verify();
    return SecretReferenceJson.of(Refusal.unless(change.handle(actor, command)));
  }

  /** Deletes a reference that nothing uses. */
  @Needs("secret_references.delete")
  @DryRun
  @Delete("/{ref}")
  Nothing delete(Actor actor, @PathVariable String ref) {
    Refusal.unless(delete.handle(actor, new DeleteSecretReference.Command(ref)));
    return Nothing.HERE;
  }

  /** Tries whether a reference leads to a secret. */
  @Needs("secret_references.read")
  @Post("/{ref}/test")
  SecretReferenceJson.Tried test(
      Actor actor,
      @PathVariable String ref,
      // The framework knows only its own word for an array that may be missing.
      @Body @io.micronaut.core.annotation.Nullable byte @Nullable [] body) {
    Fields fields = Fields.readIfAny(body);
    Optional<String> key = key(fields);
    fields.verify();
    return SecretReferenceJson.Tried.of(
        Refusal.unless(test.handle(actor, new TestSecretReference.Command(ref, key))));
  }

  /** Empty text counts as none. */
  private static Optional<String> key(Fields fields) {
    return fields.line("secret_key", KEY).filter(text -> !text.isEmpty());
  }

  private static Optional<List<String>> allowed(Fields fields) {
    return fields.has("allowed_workspaces") && !fields.isNull("allowed_workspaces")
        ? Optional.of(fields.lines("allowed_workspaces", 255))
        : Optional.empty();
  }

  private static Optional<Settings> tags(Fields fields) {
    Optional<Settings> tags = fields.settings("tags");
    if (tags.isPresent()
        && !tags.get().values().values().stream().allMatch(String.class::isInstance)) {
      fields.reject("tags", "expected an object of texts");
      return Optional.empty();
    }
    return tags;
  }
}
