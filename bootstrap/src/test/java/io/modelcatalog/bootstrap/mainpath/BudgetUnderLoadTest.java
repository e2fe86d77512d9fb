package io.modelcatalog.bootstrap.mainpath;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.bootstrap.LocalCatalog;
import io.modelcatalog.bootstrap.LocalCatalog.Answer;
import io.modelcatalog.bootstrap.e2e.CountingUpstream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One thousand calls at once against a budget of one dollar. A token of the answer costs a
 * thousandth of a cent and prompts are free, so a call with a cap of 1,000 tokens costs at most one
 * cent.
 */
class BudgetUnderLoadTest {
  private static final int CALLS = 1_000;
  private static final long NANOS_PER_TOKEN = 10_000;
  private static final long CAP = 1_000;
  private static final long BOUND = CAP * NANOS_PER_TOKEN;
  private static final long DOLLAR = 1_000_000_000L;

  @TempDir static Path folder;
  private static CountingUpstream upstream;
  private static LocalCatalog catalog;
  private static String workspace;
  private static String key;

  @BeforeAll
  static void start() throws Exception {
    upstream = new CountingUpstream();
    catalog = LocalCatalog.in(folder, Map.of("CATALOG_UPSTREAM_ALLOW", upstream.hostAndPort()));
    workspace = catalog.workspace("Load");
    key = catalog.key(workspace, "");
  }

  @AfterAll
  static void stop() {
    catalog.close();
    upstream.close();
  }

  /** An integration of its own with one dollar to spend, and a model of known price. */
  private static void dollarFor(String slug) {
    catalog.integration(
        slug,
        "custom",
        ",\"key\":\"sk-counting\",\"configurations\":{\"custom_host\":\"http://%s/v1\"}"
            .formatted(upstream.hostAndPort()));
    catalog
        .admin(
            "PUT",
            "/v1/integrations/" + slug + "/models",
            """
            {"models":[{"slug":"priced","enabled":true,"is_custom":true,"pricing_config":
              {"pay_as_you_go":{"request_token":{"price":0},"response_token":{"price":0.001}}}}]}""")
        .expect(200);
    catalog.provision(
        slug, workspace, ",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":1}]");
    upstream.answersWith(200);
    upstream.uses(cap -> cap);
    upstream.takesUpTo(20);
  }

  private static String call(String slug) {
    return """
        {"model":"@%s/priced","max_tokens":%d,"messages":[{"role":"user","content":"go"}]}"""
        .formatted(slug, CAP);
  }

  private static List<Answer> all(String slug, int calls) {
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      answers.add(catalog.chatLater(key, call(slug)));
    }
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static Map<Integer, Long> byStatus(List<Answer> answers) {
    return answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
  }

  /** A member of the budget as the explanation tells it, in nano-dollars. */
  private static long budget(String slug, String member) {
    Answer explained =
        catalog
            .send(
                catalog
                    .request(key, "GET", "/v1/explain?provider=@" + slug + "&model=priced", "")
                    .build())
            .expect(200);
    return new BigDecimal(explained.at("limits.0." + member).toString())
        .movePointRight(9)
        .longValueExact();
  }

  @Test
  void exactlyTheCallsThatFitReachTheUpstream() {
    dollarFor("exact");
    long before = upstream.calls();

    List<Answer> answers = all("exact", CALLS);

    assertThat(byStatus(answers)).containsOnly(Map.entry(200, 100L), Map.entry(412, 900L));
    assertThat(upstream.calls() - before).isEqualTo(100);
    assertThat(budget("exact", "used")).isEqualTo(DOLLAR);
    assertThat(budget("exact", "reserved")).isZero();
    assertThat(all("exact", 10)).allMatch(answer -> answer.status() == 412);
    assertThat(upstream.calls() - before).isEqualTo(100);
  }

  @Test
  void whatACallDoesNotUseCanBeUsedToTheEnd() {
    dollarFor("partly");
    upstream.uses(cap -> ThreadLocalRandom.current().nextLong(cap / 10, cap));
    long before = upstream.tokens();

    List<Answer> answers = all("partly", CALLS);

    assertThat(byStatus(answers).get(200)).isGreaterThanOrEqualTo(100);
    assertThat(budget("partly", "reserved")).isZero();
    assertThat(budget("partly", "used"))
        .isLessThanOrEqualTo(DOLLAR)
        .isEqualTo((upstream.tokens() - before) * NANOS_PER_TOKEN);

    Answer last;
    do {
      last = catalog.chat(key, call("partly"));
    } while (last.status() == 200);

    assertThat(last.status()).isEqualTo(412);
    assertThat(budget("partly", "used"))
        .isLessThanOrEqualTo(DOLLAR)
        .isGreaterThan(DOLLAR - BOUND)
        .isEqualTo((upstream.tokens() - before) * NANOS_PER_TOKEN);
    assertThat(budget("partly", "reserved")).isZero();
  }

  @Test
  void callsThatTheUpstreamRefusesCostNothing() {
    dollarFor("refused");
    upstream.answersWith(503);

    assertThat(byStatus(all("refused", 300))).doesNotContainKey(200);
    assertThat(budget("refused", "used")).isZero();
    assertThat(budget("refused", "reserved")).isZero();

    upstream.answersWith(200);
    assertThat(byStatus(all("refused", 100))).containsOnly(Map.entry(200, 100L));
    assertThat(budget("refused", "used")).isEqualTo(DOLLAR);
  }

  @Test
  void callsThatClientsGiveUpAreBookedAtMostAtTheirBoundAndLeaveNothingReserved()
      throws InterruptedException {
    dollarFor("given-up");
    upstream.takesUpTo(2_000);
    List<CompletableFuture<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(catalog.chatLater(key, call("given-up")));
    }
    Thread.sleep(300);

    answers.forEach(answer -> answer.cancel(true));

    for (int i = 0; i < 100 && budget("given-up", "reserved") > 0; i++) {
      Thread.sleep(50);
    }
    upstream.awaitIdle();
    assertThat(budget("given-up", "reserved")).isZero();
    assertThat(budget("given-up", "used")).isLessThanOrEqualTo(DOLLAR);
  }

  @Test
  void theLedgerHoldsWhatWasCounted() throws InterruptedException {
    dollarFor("booked");
    all("booked", 150);
    UsageLedger ledger = catalog.server().context().getBean(UsageLedger.class);

    long booked = 0;
    for (int i = 0; i < 100 && booked < DOLLAR; i++) {
      Thread.sleep(50);
      booked =
          ledger.balances().stream()
              .mapToLong(UsageLedger.Balance::used)
              .filter(used -> used == DOLLAR)
              .findAny()
              .orElse(0);
    }

    assertThat(booked).isEqualTo(DOLLAR);
  }
}
