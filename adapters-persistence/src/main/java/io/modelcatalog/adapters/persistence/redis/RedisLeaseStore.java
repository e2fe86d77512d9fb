package io.modelcatalog.adapters.persistence.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import io.modelcatalog.application.port.lease.LeaseStore;
import io.modelcatalog.domain.limit.LeaseAnswer;
import io.modelcatalog.domain.limit.LeaseAsk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Books of leases in Redis or Valkey: each a hash, changed by one script, which is atomic. Messages
 * of a batch go out together and are answered one by one.
 *
 * <p>Time is the server's. Books go five minutes after the end of their window. If the server loses
 * its data, such as by a restart without persistence, replicas state what they hold with their next
 * message, and a book starts with what the ledger knows; until then others can be granted what is
 * held already. So at worst a limit is exceeded once by what was leased at that moment.
 */
public final class RedisLeaseStore implements LeaseStore, AutoCloseable {
  private static final String LOST_AFTER_MILLIS = "5000";
  private static final String PREFIX = "catalog:{lease}:";
  private static final String LIVING = PREFIX + "living";
  private static final String BOOK = PREFIX + "book:";
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String NOT_ASKED = "?";

  /** What the ledger knows to be used of a counter in a window, for each replica. */
  public interface Spent {
    /** Blocking; fails if the ledger cannot be asked. */
    Map<String, Long> byReplica(String counter, long windowStart);
  }

  private static final class Script {
    private final String text;
    private volatile @Nullable String digest;

    Script(String file) {
      try (InputStream in = RedisLeaseStore.class.getResourceAsStream("/redis/" + file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is missing");
        }
        text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Script ask = new Script("lease-ask.lua");
  private final Script holdings = new Script("lease-holdings.lua");
  private final ClientResources resources;
  private final RedisClient client;
  private final Spent spent;
  private @Nullable StatefulRedisConnection<String, String> connection;

  private RedisLeaseStore(ClientResources resources, RedisClient client, Spent spent) {
    this.resources = resources;
    this.client = client;
    this.spent = spent;
  }

  /**
   * A store. It connects when it is first used, and again by itself whenever it has to; an answer
   * that takes longer than a second counts as none.
   *
   * @param url {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://} for TLS
   * @param spent what a book starts with
   * @throws IllegalArgumentException if the URL is none; the message does not repeat it
   */
  public static RedisLeaseStore open(String url, Spent spent) {
    RedisURI uri;
    try {
      uri = RedisURI.create(url);
    } catch (IllegalArgumentException e) {
      // Without its cause: that repeats the URL, which may hold a password.
      throw new IllegalArgumentException(
          "CATALOG_REDIS_URL: (expected: redis://host:port or rediss://host:port)");
    }
    uri.setTimeout(PATIENCE);
    uri.setClientName("model-catalog");
    ClientResources resources =
        ClientResources.builder().ioThreadPoolSize(2).computationThreadPoolSize(2).build();
    RedisClient client = RedisClient.create(resources, uri);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
            .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).keepAlive(true).build())
            .build());
    return new RedisLeaseStore(resources, client, spent);
  }

  @Override
  public List<Holding> join(String replica) {
    return holdings(replica, "join").recalled();
  }

  @Override
  public Pulse pulse(String replica) {
    return holdings(replica, "pulse");
  }

  @Override
  public void leave(String replica) {
    await(commands().zrem(LIVING, replica));
  }

  @Override
  public List<LeaseAnswer> exchange(List<Message> messages) {
    List<String> initial = new ArrayList<>();
    messages.forEach(message -> initial.add(NOT_ASKED));
    List<List<Object>> results = send(messages, initial);
    List<Message> unopened = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    List<String> known = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (results.get(i).size() == 1) {
        unopened.add(messages.get(i));
        places.add(i);
        known.add(known(messages.get(i)));
      }
    }
    List<List<Object>> opened = send(unopened, known);
    for (int i = 0; i < places.size(); i++) {
      results.set(places.get(i), opened.get(i));
    }
    return results.stream().map(RedisLeaseStore::answer).toList();
  }

  private String known(Message message) {
    StringJoiner known = new StringJoiner(" ");
    spent
        .byReplica(message.counter(), message.windowStart())
        .forEach((replica, used) -> known.add(replica.isEmpty() ? "-" : replica).add(text(used)));
    return known.toString();
  }

  private List<List<Object>> send(List<Message> messages, List<String> initial) {
    List<RedisFuture<List<Object>>> sent = start(messages, initial);
    List<List<Object>> results = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      try {
        results.add(await(sent.get(i)));
      } catch (RedisNoScriptException e) {
        // The server has forgotten it. Those behind were not run either.
        await(commands().scriptLoad(ask.text));
        results.addAll(
            send(messages.subList(i, messages.size()), initial.subList(i, messages.size())));
        return results;
      }
    }
    return results;
  }

  private List<RedisFuture<List<Object>>> start(List<Message> messages, List<String> initial) {
    List<RedisFuture<List<Object>>> sent = new ArrayList<>(messages.size());
    if (messages.isEmpty()) {
      return sent;
    }
    RedisAsyncCommands<String, String> commands = commands();
    String digest = digest(ask);
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      LeaseAsk statement = message.ask();
      sent.add(
          commands.evalsha(
              digest,
              ScriptOutputType.MULTI,
              new String[] {BOOK + message.counter() + "@" + message.windowStart(), LIVING},
              statement.replica(),
              text(statement.turn()),
              text(statement.limit()),
              text(statement.held()),
              text(statement.busy()),
              text(statement.used()),
              text(statement.need()),
              text(statement.want()),
              text(statement.waitedFor()),
              message.windowEnd() == Long.MAX_VALUE ? "" : text(message.windowEnd()),
              LOST_AFTER_MILLIS,
              PREFIX,
              initial.get(i),
              text(statement.waiting())));
    }
    return sent;
  }

  private static LeaseAnswer answer(List<Object> result) {
    return new LeaseAnswer(
        number(result, 0),
        number(result, 1),
        number(result, 2),
        number(result, 3),
        number(result, 4) == 1,
        (int) number(result, 5),
        number(result, 6),
        number(result, 7) == 1,
        number(result, 8) == 1);
  }

  private Pulse holdings(String replica, String what) {
    List<Object> result;
    try {
      result = await(holdingsCommand(replica, what));
    } catch (RedisNoScriptException e) {
      await(commands().scriptLoad(holdings.text));
      result = await(holdingsCommand(replica, what));
    }
    List<Holding> told = new ArrayList<>();
    for (int i = 1; i + 2 < result.size(); i += 3) {
      String book = String.valueOf(result.get(i)).substring(BOOK.length());
      int at = book.lastIndexOf('@');
      told.add(
          new Holding(
              book.substring(0, at),
              Long.parseLong(book.substring(at + 1)),
              number(result, i + 1),
              number(result, i + 2)));
    }
    return new Pulse(told, (int) number(result, 0));
  }

  private RedisFuture<List<Object>> holdingsCommand(String replica, String what) {
    return commands()
        .evalsha(
            digest(holdings),
            ScriptOutputType.MULTI,
            new String[] {LIVING, PREFIX + "books:" + replica, PREFIX + "recalled:" + replica},
            replica,
            what,
            LOST_AFTER_MILLIS);
  }

  private String digest(Script script) {
    String digest = script.digest;
    if (digest == null) {
      digest = commands().digest(script.text);
      script.digest = digest;
    }
    return digest;
  }

  private synchronized RedisAsyncCommands<String, String> commands() {
    StatefulRedisConnection<String, String> live = connection;
    if (live == null) {
      try {
        live = client.connect();
      } catch (RedisException e) {
        throw unreachable(e);
      }
      connection = live;
    }
    return live.async();
  }

  private static <T> T await(RedisFuture<T> future) {
    try {
      return future.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RedisNoScriptException missing) {
        throw missing;
      }
      throw unreachable(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private static IllegalStateException unreachable(Throwable cause) {
    return new IllegalStateException("redis: " + cause.getMessage(), cause);
  }

  private static String text(long number) {
    return Long.toString(number);
  }

  private static long number(List<Object> result, int place) {
    return Long.parseLong(String.valueOf(result.get(place)));
  }

  @Override
  public void close() {
    client.shutdown(Duration.ZERO, PATIENCE);
    resources
        .shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(PATIENCE.toMillis());
  }
}
