package io.modelcatalog.adapters.http.workspace;

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
import io.modelcatalog.adapters.http.admin.LimitsJson;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Paging;
import io.modelcatalog.adapters.http.admin.SecurityJson;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.person.MemberJson;
import io.modelcatalog.adapters.http.person.NewMembers;
import io.modelcatalog.adapters.http.problem.ProblemMapper;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.Change;
import io.modelcatalog.application.LimitsChange;
import io.modelcatalog.application.SecurityChange;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.person.CreateStaffedWorkspace;
import io.modelcatalog.application.person.ListMembers;
import io.modelcatalog.application.person.NewMember;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.application.workspace.ChangeWorkspace;
import io.modelcatalog.application.workspace.CreateWorkspace;
import io.modelcatalog.application.workspace.DeleteWorkspace;
import io.modelcatalog.application.workspace.FindWorkspace;
import io.modelcatalog.application.workspace.ListWorkspaces;
import io.modelcatalog.domain.shared.Settings;
import io.modelcatalog.domain.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Workspaces over HTTP. Each is named by its id or its slug. */
@Controller("/v1/admin/workspaces")
@ExecuteOn(TaskExecutors.BLOCKING)
final class WorkspaceController {
  private static final int PAGE_SIZE = 100;

  private final CreateStaffedWorkspace create;
  private final ListWorkspaces list;
  private final FindWorkspace find;
  private final ChangeWorkspace change;
  private final DeleteWorkspace delete;
  private final ListMembers members;
  private final InstantSource clock;
  private final Moments moments;

  WorkspaceController(
      CreateStaffedWorkspace create,
      ListWorkspaces list,
      FindWorkspace find,
      ChangeWorkspace change,
      DeleteWorkspace delete,
      ListMembers members,
      InstantSource clock,
      Moments moments) {
    this.create = create;
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
    this.members = members;
    this.clock = clock;
    this.moments = moments;
  }

  /** Makes a workspace and shows it. */
  @Needs("workspaces.create")
  @DryRun
  @Post
  WorkspaceJson create(Actor actor, @Body byte[] body) {
    Instant now = clock.instant();
    Fields fields = Fields.read(body);
    String name = fields.requiredLine("name", 255);
    Optional<String> description = fields.text("description", 1000);
    Optional<String> icon = fields.line("icon", 64);
    Settings defaults = fields.settings("defaults").orElse(Settings.NONE);
    LimitsChange limits = limits(fields, now);
    Settings settings = fields.settings("settings").orElse(Settings.NONE);
    SecurityChange security = SecurityJson.change(fields);
    List<NewMember> users = NewMembers.of(fields);
    fields.verify();
    return WorkspaceJson.of(
        Refusal.unless(
            create.handle(
                actor,
                new CreateStaffedWorkspace.Command(
                    new CreateWorkspace.Command(
                        name, description, icon, defaults, limits, settings, security),
                    users))),
        moments.now());
  }

  /** Lists workspaces. */
  @Needs("workspaces.list")
  @Get
  Listed<WorkspaceJson> list(Actor actor, HttpRequest<?> request) {
    Moments.Moment now = moments.now();
    Page.Request page = Paging.of(request, PAGE_SIZE);
    boolean archived =
        switch (Paging.text(request, "status").orElse("active")) {
          case "active" -> false;
          case "archived" -> true;
          default ->
              throw new Refusal(
                  ProblemMapper.toProblem(
                      new CatalogError.Invalid("status", "expected active or archived")));
        };
    Page<Workspace> found =
        Refusal.unless(
            list.handle(
                actor,
                new ListWorkspaces.Query(
                    Paging.text(request, "name"),
                    Paging.text(request, "exact_name"),
                    archived,
                    page)));
    return Listed.of(found, workspace -> WorkspaceJson.of(workspace, now));
  }

  /** Shows a workspace. */
  @Needs("workspaces.read")
  @Get("/{ref}")
  HttpResponse<WorkspaceJson> find(Actor actor, @PathVariable String ref) {
    Workspace found = Refusal.unless(find.handle(actor, new FindWorkspace.Query(ref)));
    return Tagged.answer(WorkspaceJson.withUsers(found, users(actor, found), moments.now()), found);
  }

  /** Its first members, for who may see them. */
  private List<MemberJson> users(Actor actor, Workspace workspace) {
    return actor.may(ListMembers.SCOPE, workspace.id())
        ? Refusal.unless(
                members.handle(
                    actor,
                    new ListMembers.Query(
                        workspace.id().toString(),
                        Optional.empty(),
                        Optional.empty(),
                        Page.Request.FIRST)))
            .items()
            .stream()
            .map(MemberJson::of)
            .toList()
        : List.of();
  }

  /** Changes what the body mentions; null clears. */
  @Needs("workspaces.update")
  @DryRun
  @Put("/{ref}")
  Nothing change(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Fields fields = Fields.read(body);
    if (fields.isNull("name")) {
      fields.reject("name", "cannot be cleared");
    }
    Optional<String> name = fields.line("name", 255);
    Change<String> description = fields.change("description", field -> fields.text(field, 1000));
    Change<String> icon = fields.change("icon", field -> fields.line(field, 64));
    Change<Settings> defaults = fields.change("defaults", fields::settings);
    LimitsChange limits = limits(fields, clock.instant());
    Change<Map<String, Optional<Object>>> settings =
        fields.change("settings", field -> fields.members(field).map(WorkspaceController::parts));
    SecurityChange security = SecurityJson.change(fields);
    Optional<Boolean> archived = archived(fields);
    boolean resetUsage = fields.bool("reset_usage").orElse(false);
    fields.verify();
    Refusal.unless(
        change.handle(
            actor,
            new ChangeWorkspace.Command(
                ref,
                name,
                description,
                icon,
                defaults,
                limits,
                settings,
                security,
                archived,
                resetUsage)));
    return Nothing.HERE;
  }

  /** Deletes a workspace, whose exact name the body repeats. */
  @Needs("workspaces.delete")
  @DryRun
  @Delete("/{ref}")
  Nothing delete(
      Actor actor,
      @PathVariable String ref,
      // The framework knows only its own word for an array that may be missing.
      @Body @io.micronaut.core.annotation.Nullable byte @Nullable [] body) {
    Fields fields = Fields.readIfAny(body);
    String name = fields.requiredLine("name", 255);
    boolean force = fields.bool("force_delete").orElse(false);
    fields.verify();
    Refusal.unless(delete.handle(actor, new DeleteWorkspace.Command(ref, name, force)));
    return Nothing.HERE;
  }

  private static Map<String, Optional<Object>> parts(Map<String, @Nullable Object> members) {
    Map<String, Optional<Object>> parts = new LinkedHashMap<>();
    members.forEach((name, value) -> parts.put(name, Optional.ofNullable(value)));
    return parts;
  }

  private static Optional<Boolean> archived(Fields fields) {
    return fields
        .line("status", 20)
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
  }

  private static LimitsChange limits(Fields fields, Instant now) {
    return new LimitsChange(
        LimitsJson.budgetChange(fields, now), LimitsJson.rateLimitChange(fields));
  }
}
