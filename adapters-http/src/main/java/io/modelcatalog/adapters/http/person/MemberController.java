package io.modelcatalog.adapters.http.person;

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
import io.modelcatalog.application.person.AddMembers;
import io.modelcatalog.application.person.ChangeMember;
import io.modelcatalog.application.person.FindMember;
import io.modelcatalog.application.person.ListMembers;
import io.modelcatalog.application.person.MemberView;
import io.modelcatalog.application.person.RemoveMember;

/** The members of a workspace over HTTP. */
@Controller("/v1/admin/workspaces/{ref}/users")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MemberController {
  private static final int PAGE_SIZE = 100;

  private final AddMembers add;
  private final ListMembers list;
  private final FindMember find;
  private final ChangeMember change;
  private final RemoveMember remove;

  MemberController(
      AddMembers add, ListMembers list, FindMember find, ChangeMember change, RemoveMember remove) {
    this.add = add;
    this.list = list;
    this.find = find;
    this.change = change;
    this.remove = remove;
  }

  /** Makes people members. */
  @Needs("workspace_users.create")
  @DryRun
  @Post
  Nothing add(Actor actor, @PathVariable String ref, @Body byte[] body) {
    Fields fields = Fields.read(body);
    if (!fields.holdsObjects("users")) {
      fields.reject("users", "required: a list of {id, role}");
    }
    AddMembers.Command command = new AddMembers.Command(ref, NewMembers.of(fields));
    fields.verify();
    Refusal.unless(add.handle(actor, command));
    return Nothing.HERE;
  }

  /** Lists members. */
  @Needs("workspace_users.list")
  @Get
  Listed<MemberJson> list(Actor actor, HttpRequest<?> request, @PathVariable String ref) {
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListMembers.Query(
                    ref,
                    Paging.text(request, "role"),
                    Paging.text(request, "email"),
                    Paging.of(request, PAGE_SIZE)))),
        MemberJson::of);
  }

  /** Shows a member. */
  @Needs("workspace_users.read")
  @Get("/{user}")
  HttpResponse<MemberJson> find(Actor actor, @PathVariable String ref, @PathVariable String user) {
    MemberView found = Refusal.unless(find.handle(actor, new FindMember.Query(ref, user)));
    return Tagged.answer(MemberJson.of(found), found.member().membership());
  }

  /** Gives a member another role. */
  @Needs("workspace_users.update")
  @DryRun
  @Put("/{user}")
  Nothing change(
      Actor actor, @PathVariable String ref, @PathVariable String user, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String role = fields.requiredLine("role", 32);
    fields.verify();
    Refusal.unless(change.handle(actor, new ChangeMember.Command(ref, user, role)));
    return Nothing.HERE;
  }

  /** Takes somebody out of the workspace. */
  @Needs("workspace_users.delete")
  @DryRun
  @Delete("/{user}")
  Nothing remove(Actor actor, @PathVariable String ref, @PathVariable String user) {
    Refusal.unless(remove.handle(actor, new RemoveMember.Command(ref, user)));
    return Nothing.HERE;
  }
}
