package io.modelcatalog.adapters.http.person;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
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
import io.modelcatalog.adapters.http.security.PublicAddress;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.person.CancelInvite;
import io.modelcatalog.application.person.FindInvite;
import io.modelcatalog.application.person.InviteUser;
import io.modelcatalog.application.person.ListInvites;
import io.modelcatalog.application.person.ResendInvite;
import io.modelcatalog.application.port.mail.InviteMail;
import io.modelcatalog.domain.credential.SecretAccess;
import io.modelcatalog.domain.person.Invite;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Invites over HTTP. */
@Controller("/v1/admin/users/invites")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InviteController {
  /** The page that an invite's link opens. */
  private static final String PAGE = "/invite";

  private static final int PAGE_SIZE = 100;

  private final InviteUser invite;
  private final ListInvites list;
  private final FindInvite find;
  private final CancelInvite cancel;
  private final ResendInvite resend;
  private final PublicAddress address;
  private final InviteMail mail;
  private final InstantSource clock;

  InviteController(
      InviteUser invite,
      ListInvites list,
      FindInvite find,
      CancelInvite cancel,
      ResendInvite resend,
      PublicAddress address,
      InviteMail mail,
      InstantSource clock) {
    this.invite = invite;
    this.list = list;
    this.find = find;
    this.cancel = cancel;
    this.resend = resend;
    this.address = address;
    this.mail = mail;
    this.clock = clock;
  }

  /** Invites somebody and shows the link, this once. */
  @Needs("organisation_users.create")
  @DryRun
  @Post
  InviteJson.Made invite(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    Fields fields = Fields.read(body);
    String email = fields.requiredLine("email", 254);
    String role = fields.requiredLine("role", 32);
    List<InviteUser.Place> workspaces =
        fields.objects("workspaces").stream()
            .map(
                each ->
                    new InviteUser.Place(
                        each.requiredLine("id", 255), each.requiredLine("role", 32)))
            .toList();
    List<String> scopes =
        fields
            .object("workspace_api_key_details")
            .map(details -> details.lines("scopes", 100))
            .orElse(List.of());
    fields.verify();
    InviteUser.Invited made =
        Refusal.unless(
            invite.handle(actor, new InviteUser.Command(email, role, workspaces, scopes)));
    return new InviteJson.Made(made.invite().id().toString(), handedOut(actor, request, made));
  }

  /** Lists invites. */
  @Needs("organisation_users.list")
  @Get
  Listed<InviteJson> list(Actor actor, HttpRequest<?> request) {
    Instant now = clock.instant();
    return Listed.of(
        Refusal.unless(
            list.handle(
                actor,
                new ListInvites.Query(
                    Paging.text(request, "role"),
                    Paging.text(request, "email"),
                    Paging.text(request, "status"),
                    Paging.of(request, PAGE_SIZE)))),
        each -> InviteJson.of(each, now));
  }

  /** Shows an invite, without its link. */
  @Needs("organisation_users.read")
  @Get("/{id}")
  HttpResponse<InviteJson> find(Actor actor, @PathVariable String id) {
    Invite found = Refusal.unless(find.handle(actor, new FindInvite.Query(id)));
    return Tagged.answer(InviteJson.of(found, clock.instant()), found);
  }

  /** Cancels an invite. */
  @Needs("organisation_users.delete")
  @DryRun
  @Delete("/{id}")
  Nothing cancel(Actor actor, @PathVariable String id) {
    Refusal.unless(cancel.handle(actor, new CancelInvite.Command(id)));
    return Nothing.HERE;
  }

  /** Makes a new link in place of the old one. */
  @Needs("organisation_users.create")
  @DryRun
  @Post("/{id}/resend")
  InviteJson.Resent resend(Actor actor, HttpRequest<?> request, @PathVariable String id) {
    InviteUser.Invited made = Refusal.unless(resend.handle(actor, new ResendInvite.Command(id)));
    return new InviteJson.Resent(handedOut(actor, request, made));
  }

  /** The link, which is mailed too unless it is one of a trial and so opens nothing. */
  private String handedOut(Actor actor, HttpRequest<?> request, InviteUser.Invited made) {
    String link = link(request, made);
    if (actor.trial().isEmpty()) {
      mail.send(
          new InviteMail.Letter(made.invite().email().value(), link, made.invite().expiresAt()));
    }
    return link;
  }

  private String link(HttpRequest<?> request, InviteUser.Invited invited) {
    return address.link(
        request,
        PAGE,
        invited.token().reveal(new SecretAccess("shown once to who has somebody invited")));
  }
}
