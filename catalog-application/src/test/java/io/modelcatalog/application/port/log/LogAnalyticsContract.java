package io.modelcatalog.application.port.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.log.LogAnalytics.Dimension;
import io.modelcatalog.application.port.log.LogAnalytics.Measure;
import io.modelcatalog.application.port.log.LogAnalytics.Row;
import io.modelcatalog.application.port.persistence.Page;
import io.modelcatalog.domain.access.ApiKeyId;
import io.modelcatalog.domain.money.Money;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.usage.TokenUsage;
import io.modelcatalog.domain.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of calls adds up to, and what feedback does to it. */
public interface LogAnalyticsContract {
  Instant NOON = Instant.parse("2026-03-18T12:00:00Z");
  LogFilter DAY = LogFilter.ALL.between(NOON.minusSeconds(3_600), NOON.plusSeconds(80_000));
  Set<Measure> OF_CALLS =
      EnumSet.complementOf(
          EnumSet.of(Measure.FEEDBACKS, Measure.FEEDBACK_VALUE, Measure.WEIGHTED_FEEDBACK));
  Set<Measure> OF_FEEDBACK =
      EnumSet.of(Measure.FEEDBACKS, Measure.FEEDBACK_VALUE, Measure.WEIGHTED_FEEDBACK);

  RequestLogs logs();

  LogAnalytics analytics();

  Feedbacks feedbacks();

  private static LogRecord call(
      OrganizationId organization,
      WorkspaceId workspace,
      int minutes,
      int status,
      long millis,
      String model,
      String user,
      String trace) {
    boolean refused = status == 429;
    return new LogRecord(
        UUID.randomUUID(),
        NOON.plusSeconds(60L * minutes),
        organization,
        workspace,
        new LogRecord.Caller(
            Optional.of(new ApiKeyId(new UUID(1, user.length()))), "app", Optional.empty(), ""),
        new LogRecord.Target("i", refused ? "" : "prod", "openai", model),
        new LogRecord.Asked("chatComplete", "POST", "/chat/completions", false),
        new LogRecord.End(status, "COMPLETED", ""),
        refused ? TokenUsage.ZERO : new TokenUsage(10, 5, 0, 5, 0),
        new Money(refused ? 0 : 1_000_000),
        false,
        new LogRecord.Times(millis * 1_000, -1, 0),
        new LogRecord.Trace(trace, "", "", ""),
        user.isEmpty() ? Map.of("team", "a") : Map.of("_user", user, "team", "b"));
  }

  /** Five calls: three at noon, one refused ten minutes later, one an hour later. */
  private LogReach fiveCalls() {
    OrganizationId acme = new OrganizationId(UUID.randomUUID());
    WorkspaceId research = new WorkspaceId(UUID.randomUUID());
    WorkspaceId support = new WorkspaceId(UUID.randomUUID());
    logs()
        .append(
            List.of(
                call(acme, research, 0, 200, 100, "gpt-4o", "ada", "t1"),
                call(acme, research, 1, 200, 200, "gpt-4o", "bob", "t2"),
                call(acme, research, 2, 500, 300, "o3", "ada", "t2"),
                call(acme, research, 10, 429, 0, "o3", "", "t3"),
                call(acme, support, 60, 200, 400, "gpt-4o", "", "t4"),
                call(
                    new OrganizationId(UUID.randomUUID()), research, 0, 200, 9, "x", "eve", "t1")));
    return LogReach.of(acme);
  }

  @Test
  default void measuresAllTogether() {
    Row total = analytics().total(fiveCalls(), DAY, OF_CALLS);

    assertThat(total.of(Measure.REQUESTS)).isEqualByComparingTo("5");
    assertThat(total.of(Measure.ERRORS)).isEqualByComparingTo("2");
    assertThat(total.of(Measure.COST)).isEqualByComparingTo("4000000");
    assertThat(total.of(Measure.PROMPT_TOKENS)).isEqualByComparingTo("60");
    assertThat(total.of(Measure.COMPLETION_TOKENS)).isEqualByComparingTo("20");
    assertThat(total.of(Measure.USERS)).isEqualByComparingTo("2");
    assertThat(total.of(Measure.AVERAGE_LATENCY)).isEqualByComparingTo("200000");
    assertThat(total.of(Measure.MEDIAN_LATENCY)).isEqualByComparingTo("200000");
    assertThat(total.of(Measure.P90_LATENCY).doubleValue())
        .isCloseTo(360_000, org.assertj.core.data.Offset.offset(1.0));
    assertThat(total.of(Measure.P99_LATENCY).doubleValue())
        .isCloseTo(396_000, org.assertj.core.data.Offset.offset(1.0));
    assertThat(total.of(Measure.FIRST_SEEN))
        .isEqualByComparingTo(String.valueOf(NOON.getEpochSecond() * 1_000_000));
    assertThat(total.of(Measure.LAST_SEEN))
        .isEqualByComparingTo(String.valueOf(NOON.plusSeconds(3_600).getEpochSecond() * 1_000_000));
  }

  @Test
  default void nothingMeasuresZero() {
    LogReach nobody = LogReach.of(new OrganizationId(UUID.randomUUID()));

    Row total = analytics().total(nobody, DAY, OF_CALLS);

    assertThat(total.values()).hasSameSizeAs(OF_CALLS);
    assertThat(total.values().values()).allMatch(value -> value.signum() == 0);
    assertThat(analytics().total(nobody, DAY, OF_FEEDBACK).of(Measure.FEEDBACKS))
        .isEqualByComparingTo("0");
    assertThat(series(nobody, Optional.empty(), Set.of(Measure.REQUESTS))).isEmpty();
  }

  @Test
  default void measuresSpanBySpan() {
    List<Row> rows =
        series(fiveCalls(), Optional.empty(), EnumSet.of(Measure.REQUESTS, Measure.ERRORS));

    assertThat(rows)
        .extracting(Row::from)
        .containsExactly(NOON, NOON.plusSeconds(600), NOON.plusSeconds(3_600));
    assertThat(rows)
        .extracting(row -> row.of(Measure.REQUESTS).intValueExact())
        .containsExactly(3, 1, 1);
    assertThat(rows)
        .extracting(row -> row.of(Measure.ERRORS).intValueExact())
        .containsExactly(1, 1, 0);
  }

  @Test
  default void tellsTheCallsOfASpanApart() {
    List<Row> rows =
        series(fiveCalls(), Optional.of(Dimension.Of.STATUS), EnumSet.of(Measure.REQUESTS));

    assertThat(rows).extracting(Row::key).containsExactly("200", "500", "429", "200");
  }

  private List<Row> series(LogReach reach, Optional<Dimension> by, Set<Measure> measures) {
    return analytics().series(reach, DAY, Duration.ofMinutes(10), by, measures);
  }

  @Test
  default void measuresGroupByGroup() {
    LogReach reach = fiveCalls();

    assertThat(groups(reach, Dimension.Of.USER)).containsExactly("ada 2", "bob 1");
    assertThat(groups(reach, new Dimension.OfMetadata("team"))).containsExactly("b 3", "a 2");
    assertThat(groups(reach, Dimension.Of.KIND_AND_MODEL))
        .containsExactly("openai__gpt-4o 3", "openai__o3 2");
    assertThat(groups(reach, Dimension.Of.KIND)).containsExactly("openai 5");
    assertThat(groups(reach, Dimension.Of.MODEL)).containsExactly("gpt-4o 3", "o3 2");
    assertThat(groups(reach, Dimension.Of.STATUS)).containsExactly("200 3", "429 1", "500 1");
    assertThat(groups(reach, Dimension.Of.API_KEY)).hasSize(2);
    assertThat(groups(reach, Dimension.Of.WORKSPACE)).hasSize(2);
    assertThat(groups(reach, Dimension.Of.PROVIDER)).containsExactly("prod 4");
  }

  private List<String> groups(LogReach reach, Dimension by) {
    Page<Row> page =
        analytics()
            .groups(reach, DAY, by, OF_CALLS, Measure.REQUESTS, false, new Page.Request(0, 100));
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items().stream()
        .map(row -> row.key() + " " + row.of(Measure.REQUESTS).toBigInteger())
        .toList();
  }

  @Test
  default void pagesGroupsInTheOrderAskedFor() {
    LogReach reach = fiveCalls();
    Set<Measure> measures = EnumSet.of(Measure.REQUESTS, Measure.COST);

    Page<Row> first =
        analytics()
            .groups(
                reach,
                DAY,
                Dimension.Of.MODEL,
                measures,
                Measure.COST,
                true,
                new Page.Request(0, 1));
    Page<Row> second =
        analytics()
            .groups(
                reach,
                DAY,
                Dimension.Of.MODEL,
                measures,
                Measure.COST,
                true,
                new Page.Request(1, 1));

    assertThat(first.items()).extracting(Row::key).containsExactly("o3");
    assertThat(second.items()).extracting(Row::key).containsExactly("gpt-4o");
    assertThat(first.total()).isEqualTo(2);
  }

  @Test
  default void feedbackCountsOnceForTheNewestCallOfItsTrace() {
    LogReach reach = fiveCalls();
    WorkspaceId research =
        logs().find(reach, LogFilter.ALL, new Page.Request(0, 10)).items().getLast().workspace();
    feedbacks()
        .add(
            List.of(
                feedback(reach, research, "t1", 10, 500),
                feedback(reach, research, "t2", -2, 1_000),
                feedback(reach, research, "nowhere", 1, 1_000),
                feedback(reach, new WorkspaceId(UUID.randomUUID()), "t1", 1, 1_000)));

    Row total = analytics().total(reach, DAY, OF_FEEDBACK);
    Page<Row> models =
        analytics()
            .groups(
                reach,
                DAY,
                Dimension.Of.KIND_AND_MODEL,
                OF_FEEDBACK,
                Measure.FEEDBACK_VALUE,
                false,
                new Page.Request(0, 10));
    Page<Row> values =
        analytics()
            .groups(
                reach,
                DAY,
                Dimension.Of.FEEDBACK_VALUE,
                Set.of(Measure.FEEDBACKS),
                Measure.FEEDBACKS,
                false,
                new Page.Request(0, 10));

    assertThat(total.of(Measure.FEEDBACKS)).isEqualByComparingTo("2");
    assertThat(total.of(Measure.FEEDBACK_VALUE)).isEqualByComparingTo("4");
    assertThat(total.of(Measure.WEIGHTED_FEEDBACK)).isEqualByComparingTo("1500");
    assertThat(models.items()).extracting(Row::key).containsExactly("openai__gpt-4o", "openai__o3");
    assertThat(values.items()).extracting(Row::key).containsExactlyInAnyOrder("10", "-2");
    assertThat(weighted(reach, OptionalLong.of(1), OptionalLong.empty())).isEqualTo(1);
    assertThat(weighted(reach, OptionalLong.empty(), OptionalLong.of(0))).isEqualTo(2);
  }

  private long weighted(LogReach reach, OptionalLong least, OptionalLong most) {
    LogFilter.Range any = LogFilter.Range.ANY;
    LogFilter filter =
        new LogFilter(
            Optional.empty(),
            Optional.empty(),
            any,
            any,
            any,
            any,
            new LogFilter.Range(least, most),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            false);
    return logs().find(reach, filter, new Page.Request(0, 10)).total();
  }

  @Test
  default void feedbackIsKeptAndChanged() {
    LogReach reach = LogReach.of(new OrganizationId(UUID.randomUUID()));
    Feedback given = feedback(reach, new WorkspaceId(UUID.randomUUID()), "t", 3, 250);
    feedbacks().add(List.of(given));
    Feedback changed =
        new Feedback(
            given.id(),
            given.organization(),
            given.workspace(),
            given.traceId(),
            -10,
            0,
            Map.of("why", "late"),
            given.createdAt(),
            NOON.plusSeconds(9));

    assertThat(feedbacks().find(reach.organization(), given.id())).contains(given);
    feedbacks().change(changed);

    assertThat(feedbacks().find(reach.organization(), given.id())).contains(changed);
    assertThat(feedbacks().find(new OrganizationId(UUID.randomUUID()), given.id())).isEmpty();
  }

  private static Feedback feedback(
      LogReach reach, WorkspaceId workspace, String trace, int value, int weight) {
    return new Feedback(
        UUID.randomUUID(),
        reach.organization(),
        workspace,
        trace,
        value,
        weight,
        Map.of("by", "test"),
        NOON,
        NOON);
  }
}
