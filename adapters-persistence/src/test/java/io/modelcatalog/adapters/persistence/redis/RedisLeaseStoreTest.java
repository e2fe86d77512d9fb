package io.modelcatalog.adapters.persistence.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.application.port.lease.LeaseStore.Message;
import io.modelcatalog.application.port.lease.LeaseStoreContract;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import io.modelcatalog.domain.limit.LeaseBook;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The contract on a real Redis server, and that its script follows the rules of the domain. */
class RedisLeaseStoreTest extends LeaseStoreContract {
  private static final Map<String, Long> SPENT = new HashMap<>();
  private static RedisServer server;
  private static RedisClient client;
  private static RedisCommands<String, String> redis;
  private static RedisLeaseStore store;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
    client = RedisClient.create("redis://127.0.0.1:" + port);
    StatefulRedisConnection<String, String> connection = client.connect();
    redis = connection.sync();
    store = open();
  }

  @AfterAll
  static void stop() throws IOException {
    store.close();
    client.shutdown();
    server.stop();
  }

  private static RedisLeaseStore open() {
    return RedisLeaseStore.open(
        "redis://127.0.0.1:" + port,
        (counter, start) -> {
          Long spent = SPENT.get(counter + "@" + start);
          return spent == null ? Map.of() : Map.of("x", spent);
        });
  }

  @Override
  protected LeaseStore newStore() {
    redis.flushall();
    SPENT.clear();
    return store;
  }

  @Override
  protected void lose(String replica) {
    redis.zincrby("catalog:{lease}:living", -10_000, replica);
  }

  @Override
  protected void spent(String counter, long windowStart, long amount) {
    SPENT.put(counter + "@" + windowStart, amount);
  }

  @Test
  void nothingStaysForEverOfAReplicaThatDoesNotComeBack() {
    LeaseStore leases = newStore();
    leases.join("a");
    leases.join("b");
    long end = System.currentTimeMillis() + 60_000;
    leases.exchange(List.of(new Message("c", 0, end, new LeaseAsk("a", 1, 10, 0, 0, 0, 5, 9, 0))));
    leases.exchange(List.of(new Message("c", 0, end, new LeaseAsk("b", 1, 10, 0, 0, 0, 8, 8, 0))));

    assertThat(redis.keys("*"))
        .contains("catalog:{lease}:books:a", "catalog:{lease}:recalled:a")
        .filteredOn(key -> redis.pttl(key) < 0)
        .as("the living, who go from it after a day")
        .containsExactly("catalog:{lease}:living");
  }

  @Test
  void decidesLikeTheBookOfTheDomain() {
    for (int seed = 0; seed < 30; seed++) {
      redis.flushall();
      Random random = new Random(seed);
      long scale = random.nextBoolean() ? 1 : 9_007_199_254_740_993L / 100;
      LeaseBook book = new LeaseBook(0, 0, List.of());
      List<String> replicas = List.of("a", "b", "c");
      replicas.subList(0, 2).forEach(store::join);
      Map<String, Long> held = new HashMap<>();
      long recall = 0;
      for (int turn = 1; turn <= 120; turn++) {
        String replica = replicas.get(random.nextInt(3));
        long mine = held.getOrDefault(replica, 0L);
        long busy = mine == 0 ? 0 : random.nextLong(mine + 1);
        long keeps = random.nextInt(3) == 0 ? busy : mine;
        long used = busy == 0 ? 0 : random.nextLong(busy + 1);
        long need = random.nextInt(3) == 0 ? 0 : random.nextLong(300 * scale);
        long waiting = need == 0 ? 0 : need + random.nextLong(200 * scale);
        LeaseAsk ask =
            new LeaseAsk(
                replica,
                random.nextInt(10) == 0 ? turn - 5 : turn,
                1_000 * scale + random.nextInt(3),
                keeps,
                busy,
                used,
                need,
                waiting,
                waiting + random.nextLong(300 * scale),
                random.nextBoolean() ? 0 : recall);

        LeaseAnswer expected = book.ask(ask, id -> !id.equals("c"));
        LeaseAnswer actual =
            store.exchange(List.of(new Message("c", 5, Long.MAX_VALUE, ask))).getFirst();

        assertThat(actual).as("seed %s, turn %s, %s", seed, turn, ask).isEqualTo(expected);
        held.put(replica, actual.held());
        recall = actual.recall();
      }
    }
  }

  @Test
  void aServerThatForgotItsScriptsIsTaughtAgain() {
    newStore();
    redis.scriptFlush();

    assertThat(store.join("a")).isEmpty();
    assertThat(store.exchange(List.of(message("c", 1), message("d", 1)))).hasSize(2);
  }

  @Test
  void replicasStateAnewWhatTheyHoldAfterTheServerLostItsData() {
    newStore();
    store.join("a");
    LeaseAnswer before = store.exchange(List.of(message("c", 1))).getFirst();
    redis.flushall();

    store.exchange(
        List.of(
            new Message(
                "c", 0, Long.MAX_VALUE, new LeaseAsk("a", 2, 100, before.held(), 0, 0, 0, 0, 0))));

    LeaseAnswer other =
        store
            .exchange(
                List.of(
                    new Message(
                        "c", 0, Long.MAX_VALUE, new LeaseAsk("b", 1, 100, 0, 0, 0, 0, 0, 0))))
            .getFirst();
    assertThat(other.elsewhere()).isEqualTo(before.held());
  }

  @Test
  void booksGoSomeMinutesAfterTheirWindow() {
    newStore();
    long end = System.currentTimeMillis() + 60_000;
    store.exchange(List.of(new Message("c", 0, end, new LeaseAsk("a", 1, 100, 0, 0, 0, 1, 1, 0))));
    store.exchange(List.of(message("lasting", 1)));

    assertThat(redis.pttl("catalog:{lease}:book:c@0")).isBetween(300_000L, 361_000L);
    assertThat(redis.pttl("catalog:{lease}:book:lasting@0")).isEqualTo(-1);
  }

  @Test
  void aFrozenServerIsGivenUpSoonAndFoundAgain() throws Exception {
    newStore();
    store.join("a");
    Thread sleeping = Thread.ofPlatform().start(() -> redis.clientPause(2_500));
    sleeping.join();
    long start = System.nanoTime();

    assertThatThrownBy(() -> store.exchange(List.of(message("c", 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("redis");
    assertThat(System.nanoTime() - start).isLessThan(2_400_000_000L);

    Thread.sleep(2_600);
    assertThat(store.exchange(List.of(message("c", 2)))).hasSize(1);
  }

  @Test
  void aServerThatIsAwayIsAnExceptionWithoutItsPassword() {
    try (RedisLeaseStore away =
        RedisLeaseStore.open("redis://:s3cret@127.0.0.1:1", (counter, start) -> Map.of())) {
      assertThatThrownBy(() -> away.join("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("s3cret");
    }
    assertThatThrownBy(() -> RedisLeaseStore.open("http://s3cret", (counter, start) -> Map.of()))
        .hasMessageContaining("CATALOG_REDIS_URL")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aBatchIsAnsweredInOrderWhereSomeBooksAreNew() {
    newStore();
    store.exchange(List.of(message("b", 1)));
    List<Message> batch = new ArrayList<>();
    for (String counter : List.of("a", "b", "c")) {
      batch.add(message(counter, 2));
    }

    assertThat(store.exchange(batch)).extracting(LeaseAnswer::held).containsExactly(1L, 1L, 1L);
  }

  private static Message message(String counter, long turn) {
    return new Message(counter, 0, Long.MAX_VALUE, new LeaseAsk("a", turn, 100, 0, 0, 0, 1, 1, 0));
  }
}
