package io.modelcatalog.bootstrap.storm;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import io.modelcatalog.bootstrap.e2e.CatalogProcess;
import io.modelcatalog.bootstrap.e2e.CountingUpstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sets up a catalog with limits at all levels, and has many callers at it. */
final class Storm implements AutoCloseable {
  static final long NANOS_PER_TOKEN = 10_000;
  private static final int MOST_TOKENS = 100;

  /** Callers come one after another for so long, while the processes warm up. */
  private static final Duration RAMP = Duration.ofSeconds(3);

  private static final Pattern TOKENS = Pattern.compile("\"completion_tokens\":(\\d+)");
  private static final Pattern LEVEL = Pattern.compile("\"level\":\"([a-z_]+)\"");
  private static final Pattern LIMIT = Pattern.compile("\"limit\":\"([a-z]+/[a-z0-9]+)\"");

  /**
   * What to do.
   *
   * @param replicas how many processes
   * @param callers how many call at once
   * @param duration for how long
   * @param killEvery how often a replica is killed; zero for never
   * @param environment further settings of each replica
   * @param dollarsPerSecond what all calls together may spend, so that limits fill up on the way
   */
  record Plan(
      int replicas,
      int callers,
      Duration duration,
      Duration killEvery,
      Map<String, String> environment,
      double dollarsPerSecond) {}

  /** A limit as it was declared, by what of a record counts under it. */
  record Declared(String level, String owner, long nanos) {}

  /** How many requests of a key are allowed in each window of so many milliseconds. */
  record DeclaredRate(String key, long windowMillis, long value) {}

  private final Plan plan;
  private final CountingUpstream upstream;
  private final List<CatalogProcess> replicas = new ArrayList<>();
  private final List<Call.Target> targets = new ArrayList<>();
  private final List<Declared> budgets = new ArrayList<>();
  private final List<DeclaredRate> rates = new ArrayList<>();
  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();
  private volatile boolean calling;
  private int kills;

  Storm(Path folder, Plan plan) throws IOException {
    this.plan = plan;
    this.upstream = new CountingUpstream();
    upstream.takesUpTo(40);
    upstream.failsInPercent(4);
    upstream.uses(cap -> ThreadLocalRandom.current().nextLong(cap + 1));
    for (int i = 0; i < plan.replicas(); i++) {
      CatalogProcess replica =
          CatalogProcess.in(folder.resolve("replica-" + i))
              .with("CATALOG_UPSTREAM_ALLOW", upstream.hostAndPort())
              .with("CATALOG_REPLICA_ID", "storm-" + i)
              .withJvm("-Xmx384m");
      plan.environment().forEach(replica::with);
      replicas.add(replica);
    }
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  List<Declared> budgets() {
    return budgets;
  }

  List<DeclaredRate> rates() {
    return rates;
  }

  List<CatalogProcess> replicas() {
    return replicas;
  }

  long upstreamCalls() {
    return upstream.calls();
  }

  int kills() {
    return kills;
  }

  void start() throws Exception {
    replicas.getFirst().start();
    declare();
    for (CatalogProcess replica : replicas.subList(1, replicas.size())) {
      replica.start();
    }
  }

  /** A key of the first workspace under limits of its own, with which the storm does not call. */
  Call.Target anotherKey(String limits) throws Exception {
    Call.Target first = targets.getFirst();
    Map<String, Object> key =
        admin(
            "POST",
            "/api-keys/workspace/service",
            "{\"name\":\"apart\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"],%s}"
                .formatted(first.workspace(), limits));
    return new Call.Target(
        String.valueOf(key.get("id")),
        first.workspace(),
        first.provider(),
        String.valueOf(key.get("key")),
        first.model());
  }

  /** One call after the storm; from now on the upstream fails none. */
  Call callOnce(CatalogProcess replica, Call.Target target) throws InterruptedException {
    upstream.failsInPercent(0);
    return call(replica, target, 1, false, false);
  }

  /** Calls until the time is over, and waits for the last to end. */
  void run() throws Exception {
    calling = true;
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < plan.callers(); i++) {
      Random random = new Random(4_711L * i);
      long delay = RAMP.toMillis() * i / plan.callers();
      callers.add(Thread.ofVirtual().start(() -> callAfter(delay, random)));
    }
    long end = System.nanoTime() + plan.duration().toNanos();
    Random random = new Random(42);
    while (System.nanoTime() < end) {
      if (plan.killEvery().isZero()) {
        Thread.sleep(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      } else {
        Thread.sleep(plan.killEvery());
        CatalogProcess victim = replicas.get(random.nextInt(replicas.size()));
        victim.kill();
        kills++;
        victim.start();
      }
    }
    calling = false;
    for (Thread caller : callers) {
      caller.join();
    }
  }

  private void declare() throws Exception {
    double unit = plan.dollarsPerSecond() * plan.duration().toSeconds();
    admin(
        "POST",
        "/integrations",
        """
        {"name":"Storm","slug":"storm","ai_provider_id":"custom","key":"sk-storm",
         "configurations":{"custom_host":"http://%s/v1"},
         "pool_limits":{"usage_limits":[{"type":"cost","credit_limit":%s}]}}"""
            .formatted(
                upstream.hostAndPort(), dollars(budget("integration", "storm", unit * 0.9))));
    admin(
        "PUT",
        "/integrations/storm/models",
        """
        {"models":[{"slug":"priced","enabled":true,"is_custom":true,"pricing_config":
          {"pay_as_you_go":{"request_token":{"price":0},"response_token":{"price":0.001}}}}]}""");
    for (int w = 0; w < 2; w++) {
      workspace(w, unit);
    }
  }

  private void workspace(int number, double unit) throws Exception {
    Map<String, Object> workspace =
        admin(
            "POST",
            "/admin/workspaces",
            "{\"name\":\"Storm %d\",\"usage_limits\":[{\"type\":\"cost\",\"credit_limit\":%s}]}"
                .formatted(number, dollars(number == 0 ? unit * 0.5 : unit * 2)));
    String slug = String.valueOf(workspace.get("slug"));
    budget("workspace", slug, number == 0 ? unit * 0.5 : unit * 2);
    admin(
        "PUT",
        "/integrations/storm/workspaces",
        """
        {"workspaces":[{"id":"%s","enabled":true,
          "usage_limits":[{"type":"cost","credit_limit":%s}]}]}"""
            .formatted(slug, dollars(budget("integration_workspace", slug, unit * 0.6))));
    List<String> providers = new ArrayList<>(List.of("storm"));
    for (int p = 0; p < 2; p++) {
      String provider = "slice-" + p;
      admin(
          "POST",
          "/providers",
          """
          {"name":"Slice %d","slug":"%s","integration_id":"storm","workspace_id":"%s",
           "usage_limits":{"type":"cost","credit_limit":%s}}"""
              .formatted(
                  p,
                  provider,
                  slug,
                  dollars(budget("provider", slug + "/" + provider, unit * (0.05 + 0.2 * p)))));
      providers.add(provider);
    }
    for (int k = 0; k < 4; k++) {
      String limits =
          switch (k) {
            case 0 ->
                ",\"usage_limits\":{\"type\":\"cost\",\"credit_limit\":%s}"
                    .formatted(dollars(unit * 0.04));
            case 1 ->
                ",\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rpm\",\"value\":%d}]"
                    .formatted(perMinute());
            case 2 ->
                ",\"usage_limits\":{\"type\":\"cost\",\"credit_limit\":%s}"
                    .formatted(dollars(unit * 0.4));
            default ->
                ",\"rate_limits\":[{\"type\":\"requests\",\"unit\":\"rps\",\"value\":%d}]"
                    .formatted(perSecond());
          };
      Map<String, Object> key =
          admin(
              "POST",
              "/api-keys/workspace/service",
              "{\"name\":\"app %d\",\"workspace_id\":\"%s\",\"scopes\":[\"completions.write\"]%s}"
                  .formatted(k, slug, limits));
      String id = String.valueOf(key.get("id"));
      if (k == 0 || k == 2) {
        budget("api_key", id, unit * (k == 0 ? 0.04 : 0.4));
      } else if (k == 1) {
        rates.add(new DeclaredRate(id, 60_000, perMinute()));
      } else {
        rates.add(new DeclaredRate(id, 1_000, perSecond()));
      }
      for (String provider : providers) {
        targets.add(
            new Call.Target(
                id,
                slug,
                slug + "/" + provider,
                String.valueOf(key.get("key")),
                "@" + provider + "/priced"));
      }
    }
  }

  /** Of the usual plan a rate that some callers reach. */
  private long perMinute() {
    return Math.round(12_000 * plan.dollarsPerSecond());
  }

  private long perSecond() {
    return Math.round(400 * plan.dollarsPerSecond());
  }

  private double budget(String level, String owner, double dollars) {
    budgets.add(
        new Declared(
            level, owner, new BigDecimal(dollars(dollars)).movePointRight(9).longValueExact()));
    return dollars;
  }

  private static String dollars(double amount) {
    return BigDecimal.valueOf(amount).setScale(5, java.math.RoundingMode.HALF_UP).toPlainString();
  }

  private void callAfter(long delayMillis, Random random) {
    try {
      Thread.sleep(delayMillis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    callOnAndOn(random);
  }

  private void callOnAndOn(Random random) {
    while (calling) {
      Call.Target target = targets.get(random.nextInt(targets.size()));
      CatalogProcess replica = replicas.get(random.nextInt(replicas.size()));
      int cap = 1 + random.nextInt(MOST_TOKENS);
      boolean streamed = random.nextInt(3) == 0;
      boolean hangUp = streamed && random.nextInt(6) == 0;
      try {
        Call call = call(replica, target, cap, streamed, hangUp);
        calls.add(call);
        if (call.end() == Call.End.REFUSED || call.end() == Call.End.LOST) {
          // Whoever is refused tries again, but not without end.
          Thread.sleep(20 + random.nextInt(60));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Call call(
      CatalogProcess replica, Call.Target target, int cap, boolean streamed, boolean hangUp)
      throws InterruptedException {
    long start = System.currentTimeMillis();
    long bound = cap * NANOS_PER_TOKEN;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(replica.baseUrl() + "/chat/completions"))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + target.secret())
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"model":"%s","max_tokens":%d%s,"messages":[{"role":"user","content":"go"}]}"""
                        .formatted(
                            target.model(),
                            cap,
                            streamed
                                ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"
                                : "")))
            .build();
    int status = 0;
    UUID id = null;
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      status = response.statusCode();
      id = response.headers().firstValue("x-catalog-request-id").map(UUID::fromString).orElse(null);
      String body;
      try (InputStream stream = response.body()) {
        if (hangUp && status == 200) {
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)).readLine();
          return new Call(
              start, now(), target, bound, Call.End.CANCELLED, status, id, -1, null, null);
        }
        body = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      }
      return read(start, target, bound, status, id, body, streamed);
    } catch (IOException e) {
      return new Call(start, now(), target, bound, Call.End.LOST, status, id, -1, null, null);
    }
  }

  private static Call read(
      long start,
      Call.Target target,
      long bound,
      int status,
      UUID id,
      String body,
      boolean streamed) {
    if (status == 200 && (!streamed || body.contains("data: [DONE]"))) {
      Matcher tokens = TOKENS.matcher(body);
      long cost = tokens.find() ? Long.parseLong(tokens.group(1)) * NANOS_PER_TOKEN : -1;
      return new Call(start, now(), target, bound, Call.End.ANSWERED, status, id, cost, null, null);
    }
    if (status == 412 || status == 429) {
      return new Call(
          start,
          now(),
          target,
          bound,
          Call.End.REFUSED,
          status,
          id,
          -1,
          group(LEVEL, body),
          group(LIMIT, body));
    }
    Call.End end =
        status == 503
            ? Call.End.UNDECIDED
            : status >= 500 && id != null ? Call.End.FAILED : Call.End.LOST;
    return new Call(start, now(), target, bound, end, status, id, -1, null, null);
  }

  private static String group(Pattern pattern, String body) {
    Matcher matcher = pattern.matcher(body);
    return matcher.find() ? matcher.group(1) : "?";
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  /** How the limits of a target stand at a replica. */
  List<Map<String, Object>> limits(CatalogProcess replica, Call.Target target) throws Exception {
    String provider = target.provider().substring(target.provider().indexOf('/') + 1);
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        replica.baseUrl() + "/explain?provider=@" + provider + "&model=priced"))
                .header("Authorization", "Bearer " + target.secret())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    List<Map<String, Object>> limits = new ArrayList<>();
    for (Object limit : (List<?>) json(response).getOrDefault("limits", List.of())) {
      Map<String, Object> typed = new LinkedHashMap<>();
      ((Map<?, ?>) limit).forEach((name, value) -> typed.put(String.valueOf(name), value));
      limits.add(typed);
    }
    return limits;
  }

  List<Call.Target> targets() {
    return targets;
  }

  private Map<String, Object> admin(String method, String path, String body) throws Exception {
    CatalogProcess first = replicas.getFirst();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(first.baseUrl() + path))
                .header("Authorization", "Bearer " + first.adminKey())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(method + " " + path + ": " + response.body());
    }
    return json(response);
  }

  private static Map<String, Object> json(HttpResponse<String> response) throws IOException {
    return ObjectMapper.getDefault()
        .readValue(response.body(), Argument.mapOf(String.class, Object.class));
  }

  @Override
  public void close() {
    calling = false;
    replicas.forEach(CatalogProcess::close);
    upstream.close();
    http.shutdownNow();
  }
}
