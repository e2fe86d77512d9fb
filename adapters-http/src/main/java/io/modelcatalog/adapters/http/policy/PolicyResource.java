package io.modelcatalog.adapters.http.policy;

import io.micronaut.http.HttpRequest;
import io.modelcatalog.adapters.http.admin.Fields;
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Moments;
import io.modelcatalog.adapters.http.admin.Moments.Moment;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.problem.Refusal;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.policy.ArchivePolicy;
import io.modelcatalog.application.policy.ChangePolicy;
import io.modelcatalog.application.policy.CreatePolicy;
import io.modelcatalog.application.policy.FindPolicy;
import io.modelcatalog.application.policy.ListPolicies;
import io.modelcatalog.application.policy.ListPolicyGroups;
import io.modelcatalog.application.policy.PolicyKind;
import io.modelcatalog.application.policy.ResetPolicyGroup;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.policy.Policy;
import jakarta.inject.Singleton;

/** What the two resources of policies have in common. */
@Singleton
final class PolicyResource {
  private final CreatePolicy create;
  private final ListPolicies list;
  private final FindPolicy find;
  private final ChangePolicy change;
  private final ArchivePolicy archive;
  private final ListPolicyGroups groups;
  private final ResetPolicyGroup reset;
  private final Moments moments;

  PolicyResource(
      CreatePolicy create,
      ListPolicies list,
      FindPolicy find,
      ChangePolicy change,
      ArchivePolicy archive,
      ListPolicyGroups groups,
      ResetPolicyGroup reset,
      Moments moments) {
    this.create = create;
    this.list = list;
    this.find = find;
    this.change = change;
    this.archive = archive;
    this.groups = groups;
    this.reset = reset;
    this.moments = moments;
  }

  Moment now() {
    return moments.now();
  }

  PolicyJson.Ref create(PolicyKind kind, Actor actor, HttpRequest<?> request, byte[] body) {
    return PolicyJson.Ref.of(
        Refusal.unless(
            create.handle(
                actor,
                PolicyRequests.create(kind, request, Fields.read(body), moments.now().now()))));
  }

  Page<Policy> list(PolicyKind kind, Actor actor, HttpRequest<?> request) {
    return Refusal.unless(list.handle(actor, PolicyRequests.list(kind, request)));
  }

  FindPolicy.Found find(PolicyKind kind, Actor actor, HttpRequest<?> request, String id) {
    return Refusal.unless(
        find.handle(
            actor,
            new FindPolicy.Query(
                kind,
                id,
                PolicyRequests.archived(request),
                PolicyRequests.includesUsage(request))));
  }

  PolicyJson.Ref change(PolicyKind kind, Actor actor, String id, byte[] body) {
    return PolicyJson.Ref.of(
        Refusal.unless(
            change.handle(
                actor, PolicyRequests.change(kind, id, Fields.read(body), moments.now().now()))));
  }

  Nothing archive(PolicyKind kind, Actor actor, String id) {
    Refusal.unless(archive.handle(actor, new ArchivePolicy.Command(kind, id)));
    return Nothing.HERE;
  }

  Listed<PolicyJson.Entity> entities(
      PolicyKind kind, Actor actor, HttpRequest<?> request, String id) {
    ListPolicyGroups.Groups found =
        Refusal.unless(groups.handle(actor, PolicyRequests.groups(kind, id, request)));
    return Listed.of(found.page(), group -> PolicyJson.Entity.of(found.policy(), group));
  }

  Nothing reset(PolicyKind kind, Actor actor, String id, String entity) {
    Refusal.unless(reset.handle(actor, new ResetPolicyGroup.Command(kind, id, entity)));
    return Nothing.HERE;
  }
}
