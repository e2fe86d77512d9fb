package io.modelcatalog.application.audit;

import static io.modelcatalog.domain.fixtures.Fixtures.ACME;
import static io.modelcatalog.domain.fixtures.Fixtures.NOON;
import static io.modelcatalog.domain.fixtures.Fixtures.OTHERS;
import static io.modelcatalog.domain.fixtures.Fixtures.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.CatalogError;
import io.modelcatalog.application.access.Actor;
import io.modelcatalog.application.port.audit.AuditEvent;
import io.modelcatalog.application.port.audit.AuditTrail;
import io.modelcatalog.application.port.audit.InMemoryAuditTrail;
import io.modelcatalog.application.port.persistence.InMemoryStore;
import io.modelcatalog.application.port.persistence.InMemoryWorkspaceRepository;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ListAuditLogsTest {
  private static final WorkspaceId RESEARCH = new WorkspaceId(new UUID(7, 7));

  private final InMemoryAuditTrail trail = new InMemoryAuditTrail();
  private final InMemoryStore store = new InMemoryStore();
  private final ListAuditLogs list =
      AuditUseCases.of(trail, new InMemoryWorkspaceRepository(store)).list();

  ListAuditLogsTest() {
    append(ACME, Optional.empty(), "org");
    append(ACME, Optional.of(RESEARCH), "research");
    append(OTHERS, Optional.of(RESEARCH), "theirs");
  }

  @Test
  void anOrganizationsKeySeesAllOfItsOrganization() {
    assertThat(ids(actor(Optional.empty(), "audit_logs.list"), query(null, null)))
        .containsExactly("research", "org");
  }

  @Test
  void aWorkspacesKeySeesItsOwn() {
    assertThat(ids(actor(Optional.of(RESEARCH), "audit_logs.list"), query(null, null)))
        .containsExactly("research");
    String another = new UUID(8, 8).toString();
    assertThat(ids(actor(Optional.of(RESEARCH), "audit_logs.list"), query(null, another)))
        .isEmpty();
  }

  @Test
  void aWorkspaceIsNamedByItsSlugToo() {
    Workspace labs = aWorkspace().build();
    store.workspaces.put(labs.id().value(), labs);
    append(ACME, Optional.of(labs.id()), "labs");

    Actor admin = actor(Optional.empty(), "audit_logs.list");
    assertThat(ids(admin, query(null, labs.slug().value()))).containsExactly("labs");
    assertThat(ids(admin, query(null, labs.id().toString()))).containsExactly("labs");
    assertThat(ids(admin, query(null, "no-such-slug"))).isEmpty();
    assertThat(ids(admin, query(null, "not a slug"))).isEmpty();
  }

  @Test
  void anotherTenantLooksLikeNothing() {
    assertThat(ids(actor(Optional.empty(), "audit_logs.list"), query(OTHERS.toString(), null)))
        .isEmpty();
  }

  @Test
  void needsTheScope() {
    assertThat(list.handle(actor(Optional.empty(), "logs.list"), query(null, null)))
        .isEqualTo(Result.err(new CatalogError.Forbidden("audit_logs.list")));
  }

  private List<String> ids(Actor actor, ListAuditLogs.Query query) {
    return switch (list.handle(actor, query)) {
      case Result.Ok<Page<AuditTrail.Entry>, CatalogError>(Page<AuditTrail.Entry> page) ->
          page.items().stream().map(entry -> entry.event().resourceId()).toList();
      case Result.Err<Page<AuditTrail.Entry>, CatalogError>(CatalogError error) ->
          throw new AssertionError(error);
    };
  }

  private void append(OrganizationId organization, Optional<WorkspaceId> workspace, String id) {
    trail.append(
        new AuditEvent(
            UUID.randomUUID(),
            NOON,
            organization,
            workspace,
            AuditEvent.Who.SYSTEM,
            "update",
            "provider",
            id,
            id,
            List.of(),
            Optional.empty()));
  }

  private static Actor actor(Optional<WorkspaceId> workspace, String scope) {
    return Actor.serviceKey(new ActorId("k"), ACME, workspace, Set.of(scope));
  }

  private static ListAuditLogs.Query query(String organization, String workspace) {
    return new ListAuditLogs.Query(
        NOON.minusSeconds(1),
        NOON.plusSeconds(1),
        Optional.ofNullable(organization),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(workspace),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Page.Request(0, 100));
  }
}
