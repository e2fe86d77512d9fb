package io.modelcatalog.adapters.providers.transport;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up on threads of its own, because the operating system's resolver blocks, and keeps
 * answers for a few seconds. It only finds addresses; whether they may be called is asked at every
 * connect.
 */
final class HostResolver implements AutoCloseable {

  /** A blocking lookup of all addresses of a name. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private static final int MAX_CACHED = 4096;

  private final Lookup lookup;
  private final long keepNanos;
  private final ThreadPoolExecutor threads;
  private final ConcurrentHashMap<String, Found> cache = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, CompletableFuture<InetAddress[]>> running =
      new ConcurrentHashMap<>();

  private record Found(InetAddress[] addresses, long atNanos) {}

  HostResolver(Lookup lookup, Duration keep) {
    this.lookup = lookup;
    this.keepNanos = keep.toNanos();
    this.threads =
        new ThreadPoolExecutor(
            8,
            8,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "upstream-names");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Finds a host's addresses and calls back with them, or with null if it has none: at once if they
   * are known, else on the given executor.
   */
  void resolve(String host, Executor executor, BiConsumer<InetAddress @Nullable [], Boolean> then) {
    InetAddress @Nullable [] known = known(host);
    if (known != null) {
      then.accept(known, true);
      return;
    }
    var _ =
        running
            .computeIfAbsent(host, this::start)
            .whenCompleteAsync((found, failure) -> then.accept(found, found != null), executor);
  }

  private InetAddress @Nullable [] known(String host) {
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(host);
    if (literal != null) {
      try {
        return new InetAddress[] {InetAddress.getByAddress(host, literal)};
      } catch (UnknownHostException e) {
        return null;
      }
    }
    Found found = cache.get(host);
    return found != null && System.nanoTime() - found.atNanos() < keepNanos
        ? found.addresses()
        : null;
  }

  private CompletableFuture<InetAddress[]> start(String host) {
    CompletableFuture<InetAddress[]> result = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            InetAddress[] addresses = lookup.all(host);
            if (addresses.length == 0) {
              throw new UnknownHostException(host);
            }
            if (cache.size() >= MAX_CACHED) {
              cache.clear();
            }
            cache.put(host, new Found(addresses, System.nanoTime()));
            running.remove(host);
            result.complete(addresses);
          } catch (UnknownHostException | RuntimeException e) {
            running.remove(host);
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
