package io.modelcatalog.application.port.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.log.LogFilter.KindAndModel;
import io.modelcatalog.application.port.log.LogFilter.Range;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of calls does. Organizations are new in each test, as contracts share one. */
public interface RequestLogsContract {
  Instant NOON = Instant.parse("2026-03-18T12:00:00.123456Z");
  Page.Request ALL = new Page.Request(0, 100);

  RequestLogs logs();

  /** A call at a time after noon, with everything there can be. */
  static LogRecord aCall(OrganizationId organization, WorkspaceId workspace, int seconds) {
    return new LogRecord(
        UUID.randomUUID(),
        NOON.plusSeconds(seconds),
        organization,
        workspace,
        new LogRecord.Caller(
            Optional.of(new ApiKeyId(UUID.randomUUID())), "app", Optional.of("ada"), "127.0.0.1"),
        new LogRecord.Target("openai-prod", "prod", "openai", "gpt-4o"),
        new LogRecord.Asked("chatComplete", "POST", "/chat/completions", true),
        new LogRecord.End(200, "COMPLETED", ""),
        new TokenUsage(10, 4, 2, 7, 3),
        new Money(1_500),
        false,
        new LogRecord.Times(20_000, 5_000, 18_000),
        new LogRecord.Trace("trace-" + UUID.randomUUID(), "span", "above", "step"),
        Map.of("_user", "ada", "env", "prod"));
  }

  private static LogRecord with(
      LogRecord call, LogRecord.Target target, LogRecord.End end, TokenUsage usage, Money cost) {
    return new LogRecord(
        call.id(),
        call.at(),
        call.organization(),
        call.workspace(),
        call.caller(),
        target,
        call.operation(),
        end,
        usage,
        cost,
        call.estimated(),
        call.times(),
        call.trace(),
        Map.of("env", "test"));
  }

  private static OrganizationId anOrganization() {
    return new OrganizationId(UUID.randomUUID());
  }

  private static WorkspaceId aWorkspace() {
    return new WorkspaceId(UUID.randomUUID());
  }

  private List<UUID> ids(LogReach reach, LogFilter filter) {
    Page<LogRecord> page = logs().find(reach, filter, ALL);
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items().stream().map(LogRecord::id).toList();
  }

  @Test
  default void keepsEveryField() {
    OrganizationId acme = anOrganization();
    LogRecord call = aCall(acme, aWorkspace(), 0);
    LogRecord bare =
        new LogRecord(
            UUID.randomUUID(),
            NOON.minusSeconds(1),
            acme,
            aWorkspace(),
            new LogRecord.Caller(Optional.empty(), "", Optional.empty(), ""),
            new LogRecord.Target("", "", "", ""),
            new LogRecord.Asked("proxy", "GET", "/x", false),
            new LogRecord.End(412, LogRecord.End.REFUSED, "MODEL_NOT_ALLOWED"),
            TokenUsage.ZERO,
            Money.ZERO,
            true,
            new LogRecord.Times(1, -1, 0),
            new LogRecord.Trace("t", "", "", ""),
            Map.of());

    logs().append(List.of(call, bare));

    assertThat(logs().find(LogReach.of(acme), LogFilter.ALL, ALL).items())
        .containsExactly(call, bare);
  }

  @Test
  default void leavesOutWhatItHasAlready() {
    OrganizationId acme = anOrganization();
    LogRecord call = aCall(acme, aWorkspace(), 0);

    logs().append(List.of(call));
    logs().append(List.of(call, call));

    assertThat(ids(LogReach.of(acme), LogFilter.ALL)).containsExactly(call.id());
  }

  @Test
  default void storesWhateverACallMayHold() {
    OrganizationId acme = anOrganization();
    LogRecord call = aCall(acme, aWorkspace(), 0);
    String odd = "a\u0000b\uD800c".repeat(1_000);
    LogRecord hostile =
        new LogRecord(
            call.id(),
            call.at(),
            acme,
            call.workspace(),
            new LogRecord.Caller(Optional.empty(), odd, Optional.of(odd), odd),
            new LogRecord.Target(odd, odd, odd, odd),
            new LogRecord.Asked(odd, odd, odd, false),
            new LogRecord.End(200, odd, odd),
            new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE, 0, Long.MAX_VALUE, 0),
            new Money(Long.MAX_VALUE),
            false,
            new LogRecord.Times(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE),
            new LogRecord.Trace(odd, odd, odd, odd),
            Map.of(odd, odd));

    logs().append(List.of(hostile));

    assertThat(ids(LogReach.of(acme), LogFilter.ALL)).containsExactly(call.id());
    LogFilter large =
        filter(new Range(OptionalLong.of(1), OptionalLong.empty()), Range.ANY, List.of());
    assertThat(ids(LogReach.of(acme), large)).containsExactly(call.id());
  }

  @Test
  default void pagesNewestFirstByNumberAndByCursor() {
    OrganizationId acme = anOrganization();
    WorkspaceId research = aWorkspace();
    List<LogRecord> calls = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // Two at each instant: the cursor must tell them apart.
      calls.add(aCall(acme, research, i / 2));
    }
    logs().append(calls);
    LogReach reach = LogReach.of(acme);

    List<UUID> byNumber = new ArrayList<>();
    for (int page = 0; page < 3; page++) {
      logs().find(reach, LogFilter.ALL, new Page.Request(page, 3)).items().stream()
          .map(LogRecord::id)
          .forEach(byNumber::add);
    }
    List<LogRecord> byCursor = new ArrayList<>();
    Optional<RequestLogs.Cursor> cursor = Optional.empty();
    while (true) {
      List<LogRecord> next = logs().next(reach, LogFilter.ALL, cursor, 3);
      if (next.isEmpty()) {
        break;
      }
      byCursor.addAll(next);
      cursor = Optional.of(new RequestLogs.Cursor(next.getLast().at(), next.getLast().id()));
    }

    assertThat(byNumber)
        .containsExactlyInAnyOrderElementsOf(calls.stream().map(LogRecord::id).toList());
    assertThat(byCursor).extracting(LogRecord::id).containsExactlyElementsOf(byNumber);
    assertThat(byCursor)
        .extracting(LogRecord::at)
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  default void showsOnlyWhatIsWithinReach() {
    OrganizationId acme = anOrganization();
    WorkspaceId research = aWorkspace();
    WorkspaceId support = aWorkspace();
    LogRecord mine = aCall(acme, research, 0);
    LogRecord other = aCall(acme, support, 1);
    logs().append(List.of(mine, other, aCall(anOrganization(), research, 2)));
    Optional<String> ada = Optional.of("ada");
    Optional<String> bob = Optional.of("bob");

    assertThat(ids(LogReach.of(acme), LogFilter.ALL)).containsExactly(other.id(), mine.id());
    assertThat(ids(LogReach.of(acme).in(research), LogFilter.ALL)).containsExactly(mine.id());
    assertThat(ids(reach(acme, Set.of(research), Set.of(), bob), LogFilter.ALL))
        .containsExactly(mine.id());
    assertThat(ids(reach(acme, Set.of(research, support), Set.of(), bob), LogFilter.ALL))
        .containsExactly(other.id(), mine.id());
    assertThat(ids(reach(acme, Set.of(), Set.of(research), ada), LogFilter.ALL))
        .containsExactly(mine.id());
    assertThat(ids(reach(acme, Set.of(support), Set.of(research), bob), LogFilter.ALL))
        .containsExactly(other.id());
    assertThat(ids(reach(acme, Set.of(), Set.of(research), Optional.empty()), LogFilter.ALL))
        .isEmpty();
    LogReach ofKey =
        new LogReach(
            acme, false, Set.of(), Set.of(research), Optional.empty(), mine.caller().apiKey());
    assertThat(ids(ofKey, LogFilter.ALL)).containsExactly(mine.id());
    assertThat(ids(reach(acme, Set.of(), Set.of(), ada), LogFilter.ALL)).isEmpty();
    assertThat(logs().find(reach(acme, Set.of(support), Set.of(), ada), mine.id().toString()))
        .isEmpty();
    assertThat(logs().find(LogReach.of(anOrganization()), mine.trace().id())).isEmpty();
  }

  private static LogReach reach(
      OrganizationId acme, Set<WorkspaceId> whole, Set<WorkspaceId> own, Optional<String> person) {
    return new LogReach(acme, false, whole, own, person, Optional.empty());
  }

  @Test
  default void findsACallByItsIdAndTheNewestOfATrace() {
    OrganizationId acme = anOrganization();
    LogRecord first = aCall(acme, aWorkspace(), 0);
    LogRecord again = aCall(acme, first.workspace(), 5);
    LogRecord second =
        new LogRecord(
            again.id(),
            again.at(),
            acme,
            again.workspace(),
            again.caller(),
            again.target(),
            again.operation(),
            again.end(),
            again.usage(),
            again.cost(),
            false,
            again.times(),
            first.trace(),
            again.metadata());
    logs().append(List.of(first, second));
    LogReach reach = LogReach.of(acme);

    assertThat(logs().find(reach, first.id().toString())).contains(first);
    assertThat(logs().find(reach, first.trace().id())).contains(second);
    assertThat(logs().find(reach, UUID.randomUUID().toString())).isEmpty();
  }

  @Test
  default void filtersByEachField() {
    OrganizationId acme = anOrganization();
    LogRecord call = aCall(acme, aWorkspace(), 0);
    LogRecord other =
        with(
            aCall(acme, call.workspace(), 10),
            new LogRecord.Target("x", "azure", "azure-openai", "gpt-4o"),
            new LogRecord.End(429, LogRecord.End.REFUSED, "RATE_LIMITED"),
            TokenUsage.ZERO,
            Money.ZERO);
    logs().append(List.of(call, other));
    LogReach reach = LogReach.of(acme);

    Range some = new Range(OptionalLong.of(23), OptionalLong.of(23));
    Range cost = new Range(OptionalLong.of(1_500), OptionalLong.empty());
    Range none = new Range(OptionalLong.empty(), OptionalLong.of(0));
    assertThat(ids(reach, filter(some, Range.ANY, List.of()))).containsExactly(call.id());
    assertThat(ids(reach, filter(none, Range.ANY, List.of()))).containsExactly(other.id());
    assertThat(ids(reach, filter(Range.ANY, cost, List.of()))).containsExactly(call.id());
    assertThat(ids(reach, filter(Range.ANY, Range.ANY, List.of(429, 500))))
        .containsExactly(other.id());
    assertThat(ids(reach, LogFilter.ALL.between(NOON, NOON.plusSeconds(10))))
        .containsExactly(call.id());
    assertThat(ids(reach, LogFilter.ALL.between(NOON.plusSeconds(10), NOON.plusSeconds(11))))
        .containsExactly(other.id());
    assertThat(ids(reach, filter(List.of("prod", "x"), List.of(), List.of(), Map.of())))
        .containsExactly(call.id());
    assertThat(
            ids(
                reach,
                filter(
                    List.of(), List.of(), List.of(new KindAndModel("openai", "gpt-4o")), Map.of())))
        .containsExactly(call.id());
    assertThat(
            ids(
                reach,
                filter(List.of(), List.of(), List.of(new KindAndModel("", "gpt-4o")), Map.of())))
        .hasSize(2);
    assertThat(
            ids(
                reach,
                filter(
                    List.of(),
                    List.of(call.caller().apiKey().orElseThrow().value()),
                    List.of(),
                    Map.of())))
        .containsExactly(call.id());
    assertThat(ids(reach, filter(List.of(), List.of(), List.of(), Map.of("env", "prod"))))
        .containsExactly(call.id());
    assertThat(
            ids(
                reach,
                filter(List.of(), List.of(), List.of(), Map.of("env", "prod", "_user", "bob"))))
        .isEmpty();
  }

  private static LogFilter filter(Range tokens, Range cost, List<Integer> statuses) {
    return new LogFilter(
        Optional.empty(),
        Optional.empty(),
        tokens,
        cost,
        Range.ANY,
        Range.ANY,
        Range.ANY,
        statuses,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        false);
  }

  private static LogFilter filter(
      List<String> providers,
      List<UUID> apiKeys,
      List<KindAndModel> models,
      Map<String, String> metadata) {
    return new LogFilter(
        Optional.empty(),
        Optional.empty(),
        Range.ANY,
        Range.ANY,
        Range.ANY,
        Range.ANY,
        Range.ANY,
        List.of(),
        providers,
        apiKeys,
        models,
        List.of(),
        List.of(),
        metadata,
        false);
  }
}
