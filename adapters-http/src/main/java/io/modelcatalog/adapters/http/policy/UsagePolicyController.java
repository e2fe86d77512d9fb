package io.modelcatalog.adapters.http.policy;

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
import io.modelcatalog.adapters.http.admin.Listed;
import io.modelcatalog.adapters.http.admin.Nothing;
import io.modelcatalog.adapters.http.admin.Tagged;
import io.modelcatalog.adapters.http.security.DryRun;
import io.modelcatalog.adapters.http.security.Needs;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.policy.FindPolicy;
import io.modelcatalog.application.policy.PolicyKind;

/** Policies with a budget over HTTP. */
@Controller("/v1/policies/usage-limits")
@ExecuteOn(TaskExecutors.BLOCKING)
final class UsagePolicyController {
  private static final PolicyKind KIND = PolicyKind.USAGE;

  private final PolicyResource policies;

  UsagePolicyController(PolicyResource policies) {
    this.policies = policies;
  }

  /** Declares a policy. */
  @Needs("policies.create")
  @DryRun
  @Post
  PolicyJson.Ref create(Actor actor, HttpRequest<?> request, @Body byte[] body) {
    return policies.create(KIND, actor, request, body);
  }

  /** Lists policies. */
  @Needs("policies.list")
  @Get
  Listed<PolicyJson.Usage> list(Actor actor, HttpRequest<?> request) {
    return Listed.of(
        policies.list(KIND, actor, request),
        policy -> PolicyJson.Usage.of(policy, policies.now().now()));
  }

  /** Shows a policy. */
  @Needs("policies.read")
  @Get("/{id}")
  HttpResponse<PolicyJson.Usage> find(
      Actor actor, HttpRequest<?> request, @PathVariable String id) {
    FindPolicy.Found found = policies.find(KIND, actor, request, id);
    return Tagged.answer(
        PolicyJson.Usage.of(found, PolicyRequests.includesUsage(request), policies.now()),
        found.policy());
  }

  /** Changes what the body mentions. */
  @Needs("policies.update")
  @DryRun
  @Put("/{id}")
  PolicyJson.Ref change(Actor actor, @PathVariable String id, @Body byte[] body) {
    return policies.change(KIND, actor, id, body);
  }

  /** Archives a policy: it counts no more. */
  @Needs("policies.delete")
  @DryRun
  @Delete("/{id}")
  Nothing archive(Actor actor, @PathVariable String id) {
    return policies.archive(KIND, actor, id);
  }

  /** Lists the counters of a policy. */
  @Needs("policies.read")
  @Get("/{id}/entities")
  Listed<PolicyJson.Entity> entities(Actor actor, HttpRequest<?> request, @PathVariable String id) {
    return policies.entities(KIND, actor, request, id);
  }

  /** Has one counter start over. */
  @Needs("policies.update")
  @DryRun
  @Put("/{id}/entities/{entity}/reset")
  Nothing reset(Actor actor, @PathVariable String id, @PathVariable String entity) {
    return policies.reset(KIND, actor, id, entity);
  }
}
