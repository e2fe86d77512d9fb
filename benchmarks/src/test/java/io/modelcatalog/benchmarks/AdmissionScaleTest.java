package io.modelcatalog.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.journal.FileUsageJournal;
import io.modelcatalog.adapters.persistence.journal.JournalOptions;
import io.modelcatalog.adapters.persistence.tx.UuidIdSource;
import io.modelcatalog.application.gateway.Admission;
import io.modelcatalog.application.gateway.GatewaySettings;
import io.modelcatalog.application.gateway.GatewayWorld;
import io.modelcatalog.application.gateway.Metering;
import io.modelcatalog.application.gateway.ModelCall;
import io.modelcatalog.application.gateway.ModelGateway;
import io.modelcatalog.application.limit.LimitAccounts;
import io.modelcatalog.application.limit.RefusedBudgets;
import io.modelcatalog.application.port.persistence.ApiKeyRepository;
import io.modelcatalog.application.port.persistence.InMemoryUnitOfWork;
import io.modelcatalog.application.port.secret.ApiKeys;
import io.modelcatalog.application.port.usage.UsageLedger;
import io.modelcatalog.application.snapshot.SnapshotCompiler;
import io.modelcatalog.application.snapshot.SnapshotHolder;
import io.modelcatalog.application.snapshot.SnapshotLoader;
import io.modelcatalog.domain.access.ApiKey;
import io.modelcatalog.domain.access.KeyDigest;
import io.modelcatalog.domain.access.KeyType;
import io.modelcatalog.domain.credential.SecretText;
import io.modelcatalog.domain.fixtures.Fixtures;
import io.modelcatalog.domain.integration.WorkspaceGrant;
import io.modelcatalog.domain.limit.RateLimit;
import io.modelcatalog.domain.limit.RateUnit;
import io.modelcatalog.domain.limit.RateWindow;
import io.modelcatalog.domain.limit.ResetPeriod;
import io.modelcatalog.domain.shared.ReplicaId;
import io.modelcatalog.domain.usage.UsageRecord;
import io.modelcatalog.domain.workspace.Workspace;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/**
 * What admitting a call costs when there are few counters and when there are many, and what memory
 * is taken by a key with two counters that nobody uses. Each call is made with a random key that
 * has a budget and a rate limit of its own, through a provider with limits that all share; it is
 * looked up by its HMAC, bounded, taken from all limits and noted in the journal, as in the running
 * service, and then given up.
 *
 * <p>Small here, with room for a busy machine: what would be found is a cost that grows with the
 * number of accounts. {@code benchmarks/accounts.sh} measures a million of them.
 */
class AdmissionScaleTest {
  private static final int FEWEST = 100;
  private static final int MOST = Integer.getInteger("scale.accounts", 10_000);
  private static final double FACTOR = Double.parseDouble(System.getProperty("scale.factor", "8"));
  private static final int CALLS = Integer.getInteger("scale.calls", 20_000);
  private static final int BREATH = 500;
  private static final int REST_OF_A_CALL = 64 << 10;
  private static final byte[] SECRET =
      "a secret of thirty-two bytes ...".getBytes(StandardCharsets.US_ASCII);

  /** Written, so that it is really made. */
  private static volatile byte[] rest = new byte[0];

  private record Cost(long p50, long p99, long bytes) {}

  @Test
  void admittingACallCostsAboutTheSameHoweverManyAccountsThereAre() throws Exception {
    measure(1_000);
    Cost few = measure(FEWEST);
    Cost many = measure(MOST);

    print(FEWEST, few);
    print(MOST, many);
    System.out.printf(
        "p50 %.2f times, p99 %.2f times that of the fewest%n",
        (double) many.p50() / few.p50(), (double) many.p99() / few.p99());
    assertThat(rest).hasSize(REST_OF_A_CALL);
    assertThat(many.p99()).isLessThan((long) (FACTOR * few.p99()));
  }

  private static void print(int accounts, Cost cost) {
    System.out.printf(
        "%,9d accounts: p50 %,6d ns, p99 %,6d ns, %,d bytes for a key and its two counters%n",
        accounts, cost.p50(), cost.p99(), cost.bytes());
  }

  private static Cost measure(int accounts) throws Exception {
    // Two counters a key.
    int keys = accounts / 2;
    GatewayWorld world = new GatewayWorld();
    Workspace workspace = world.put(Fixtures.aWorkspace().build());
    var integration = world.put(Fixtures.anIntegration().build());
    WorkspaceGrant grant = world.put(Fixtures.aGrant(integration, workspace).build());
    world.put(
        Fixtures.aProvider(grant)
            .withBudget(Fixtures.dollars(1_000_000_000, new ResetPeriod.Monthly()))
            .withRateLimit(Fixtures.requestsPerMinute(1_000_000_000))
            .build());
    Hmacs hmacs = new Hmacs();
    List<ApiKey> own = new ArrayList<>(keys);
    for (int i = 0; i < keys; i++) {
      own.add(
          Fixtures.aKeyOf(workspace)
              .withBudget(Fixtures.dollars(1_000_000, new ResetPeriod.Monthly()))
              .withRateLimits(new RateLimit(RateUnit.REQUESTS, RateWindow.DAY, 1_000_000_000))
              .knownBy(hmacs.digest(key(i)))
              .build());
    }
    long memory = used();
    LimitAccounts counters = new LimitAccounts();
    SnapshotHolder snapshots = new SnapshotHolder();
    new SnapshotLoader(
            new SnapshotLoader.Ports(
                new InMemoryUnitOfWork(world.store),
                world.organizations,
                world.workspaces,
                world.integrations,
                world.providers,
                of(own),
                world.policies,
                world.vault,
                world.upstreams),
            new SnapshotCompiler(counters, world.directory),
            snapshots)
        .loadAll();
    long bytes = (used() - memory) / keys;
    Path folder = Files.createTempDirectory("admission-scale");
    try (FileUsageJournal journal =
        FileUsageJournal.open(folder, new NoLedger(), JournalOptions.DEFAULT)) {
      journal.recover();
      ModelGateway gateway =
          new ModelGateway(
              snapshots,
              hmacs,
              counters,
              journal,
              new UuidIdSource(InstantSource.system()),
              InstantSource.system(),
              new GatewaySettings(4_096),
              null,
              Metering.plain(),
              new RefusedBudgets());
      long[] nanos = new long[CALLS];
      Random random = new Random(accounts);
      // All accounts are in use: each has had a call before those that are measured.
      int before = Math.max(CALLS, keys);
      for (int i = -before; i < CALLS; i++) {
        int number = i < 0 ? (before + i) % keys : random.nextInt(keys);
        ModelCall call = GatewayWorld.chat(key(number), "openai-prod", "gpt-4o", 100);
        // What else a call does leaves little in the caches: it allocates about so much.
        rest = new byte[REST_OF_A_CALL];
        long start = System.nanoTime();
        Admission admission = gateway.admit(call);
        nanos[Math.max(0, i)] = System.nanoTime() - start;
        if (admission instanceof Admission.Admitted admitted) {
          admitted.call().abandon();
        } else {
          throw new IllegalStateException("not admitted: " + admission);
        }
        if (i % BREATH == 0) {
          // The journal makes its files ahead, and this loop alone is faster than any traffic.
          Thread.sleep(20);
        }
      }
      Arrays.sort(nanos);
      return new Cost(nanos[CALLS / 2], nanos[CALLS / 100 * 99], bytes);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  private static String key(int number) {
    return "a key of this measurement, number " + number;
  }

  /** A repository of these keys, which is only asked for all of a workspace. */
  private static ApiKeyRepository of(List<ApiKey> keys) {
    return (ApiKeyRepository)
        Proxy.newProxyInstance(
            ApiKeyRepository.class.getClassLoader(),
            new Class<?>[] {ApiKeyRepository.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "in" -> keys;
                  case "ofOrganization" -> List.of();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** Knows keys by HMAC-SHA-256, as the service does. */
  private static final class Hmacs implements ApiKeys {
    private final Mac mac;

    Hmacs() throws GeneralSecurityException {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    }

    @Override
    public SecretText generate(KeyType type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean plausible(String presented) {
      return true;
    }

    @Override
    public KeyDigest digest(String key) {
      return new KeyDigest(mac.doFinal(key.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Takes everything and keeps nothing: what is measured is the admission. */
  private static final class NoLedger implements UsageLedger {
    @Override
    public int append(Collection<UsageRecord> records) {
      return records.size();
    }

    @Override
    public List<Balance> balances() {
      return List.of();
    }

    @Override
    public List<Balance> balances(ReplicaId replica) {
      return List.of();
    }

    @Override
    public Changes changedSince(long cursor) {
      return new Changes(List.of(), cursor);
    }
  }
}
