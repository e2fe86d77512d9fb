package io.modelcatalog.adapters.http.person;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
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
import io.modelcatalog.application.person.ChangeUser;
import io.modelcatalog.application.person.DeleteUser;
import io.modelcatalog.application.person.FindUser;
import io.modelcatalog.application.person.ListUsers;
import io.modelcatalog.application.person.UserView;
import java.util.List;
import java.util.Optional;

/** The people of the organization over HTTP. */
@Controller("/v1/admin/users")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UserController {
  private static final int PAGE_SIZE = 100;

  private final ListUsers list;
  private final FindUser find;
  private final ChangeUser change;
  private final DeleteUser delete;

  UserController(ListUsers list, FindUser find, ChangeUser change, DeleteUser delete) {
    this.list = list;
    this.find = find;
    this.change = change;
    this.delete = delete;
  }

  /** Lists people. */
  @Needs("organisation_users.list")
  @Get
  Listed<UserJson> list(Actor actor, HttpRequest<?> request) {
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListUsers.Query(
                    Paging.text(request, "role"),
                    Paging.text(request, "email"),
                    Paging.of(request, PAGE_SIZE)))),
        UserJson::of);
  }

  /** Shows somebody. */
  @Needs("organisation_users.read")
  @Get("/{id}")
  HttpResponse<UserJson> find(Actor actor, @PathVariable String id) {
    UserView found = Refusal.unless(find.handle(actor, new FindUser.Query(id)));
    return Tagged.answer(UserJson.of(found), found.user());
  }

  /** Changes somebody's role or name: what the body mentions. */
  @Needs("organisation_users.update")
  @DryRun
  @Put("/{id}")
  Nothing change(Actor actor, @PathVariable String id, @Body byte[] body) {
    Fields fields = Fields.read(body);
    for (String name : List.of("role", "first_name", "last_name")) {
      if (fields.isNull(name)) {
        fields.reject(name, "cannot be cleared");
      }
    }
    Optional<String> role = fields.line("role", 32);
    Optional<String> firstName = fields.line("first_name", 255);
    Optional<String> lastName = fields.line("last_name", 255);
    fields.verify();
    Refusal.unless(change.handle(actor, new ChangeUser.Command(id, role, firstName, lastName)));
    return Nothing.HERE;
  }

  /** Takes somebody out of the organization. */
  @Needs("organisation_users.delete")
  @DryRun
  @Delete("/{id}")
  Nothing delete(Actor actor, @PathVariable String id) {
    Refusal.unless(delete.handle(actor, new DeleteUser.Command(id)));
    return Nothing.HERE;
  }
}
