package io.modelcatalog.application.port.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelcatalog.domain.organization.Organization;
import io.modelcatalog.domain.shared.Result;
import io.modelcatalog.domain.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every unit of work does. */
public interface UnitOfWorkContract {
  Stores stores();

  @Test
  default void keepsWhatABlockSavedOnceItAnswersOk() {
    Organization made = anOrganization(1);

    Result<String, String> result =
        stores().unitOfWork().execute(() -> saved(made, Result.ok("done")));

    assertThat(result).isEqualTo(Result.ok("done"));
    assertThat(stores().organizations().find(made.id())).isPresent();
  }

  @Test
  default void rollsBackEverythingOnErr() {
    Saved family = Saved.family(stores(), 2);
    Organization made = anOrganization(3);

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  assertThat(stores().providers().delete(family.provider().id())).isTrue();
                  Saved.ok(stores().integrations().deleteGrant(family.grant().id()));
                  Saved.ok(
                      stores()
                          .workspaces()
                          .save(new RandomAggregates(4).workspace(family.organization().id())));
                  return saved(made, Result.err("no"));
                });

    assertThat(result).isEqualTo(Result.err("no"));
    assertThat(stores().organizations().find(made.id())).isEmpty();
    assertThat(stores().providers().find(family.provider().id())).contains(family.provider());
    assertThat(stores().integrations().findGrant(family.grant().id())).contains(family.grant());
    assertThat(stores().workspaces().all(family.organization().id()))
        .containsExactly(family.workspace());
  }

  @Test
  default void rollsBackOnAnExceptionAndLetsItThrough() {
    Organization made = anOrganization(5);
    IllegalArgumentException bug = new IllegalArgumentException("bug");

    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .execute(
                        () -> {
                          saved(made, Result.ok("never"));
                          throw bug;
                        }))
        .isSameAs(bug);
    assertThat(stores().organizations().find(made.id())).isEmpty();
  }

  @Test
  default void aBlockWithinABlockJoinsIt() {
    Organization outer = anOrganization(6);
    Organization inner = anOrganization(7);

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  saved(outer, Result.ok(""));
                  assertThat(
                          stores()
                              .unitOfWork()
                              .<String, String>execute(() -> saved(inner, Result.ok("inner"))))
                      .isEqualTo(Result.ok("inner"));
                  assertThat(
                          stores()
                              .unitOfWork()
                              .read(() -> stores().organizations().find(inner.id())))
                      .isPresent();
                  return Result.err("outer");
                });

    assertThat(result).isEqualTo(Result.err("outer"));
    assertThat(stores().organizations().find(outer.id())).isEmpty();
    assertThat(stores().organizations().find(inner.id())).isEmpty();
  }

  @Test
  default void aRefusalWithinABlockNeverLetsTheWholeCommit() {
    Organization outer = anOrganization(8);
    List<String> after = new ArrayList<>();

    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .<String, String>execute(
                        () -> {
                          saved(outer, Result.ok(""));
                          stores().unitOfWork().afterCommit(() -> after.add("committed"));
                          stores().unitOfWork().execute(() -> Result.err("inner"));
                          return Result.ok("as if nothing had happened");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stores().organizations().find(outer.id())).isEmpty();
    assertThat(after).isEmpty();
  }

  @Test
  default void runsWhatIsToFollowACommitInOrderBeforeItReturns() {
    Organization made = anOrganization(9);
    List<String> after = new ArrayList<>();

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  stores().unitOfWork().afterCommit(() -> after.add("first"));
                  stores()
                      .unitOfWork()
                      .<String, String>execute(
                          () -> {
                            stores().unitOfWork().afterCommit(() -> after.add("second"));
                            return Result.ok("");
                          });
                  stores()
                      .unitOfWork()
                      .afterCommit(
                          () ->
                              after.add(
                                  seenByAnotherThread(made) ? "third, committed" : "third, not"));
                  Result<String, String> ok = saved(made, Result.ok("done"));
                  assertThat(after).isEmpty();
                  return ok;
                });

    assertThat(result).isEqualTo(Result.ok("done"));
    assertThat(after).containsExactly("first", "second", "third, committed");
  }

  @Test
  default void doesTheLastThingsOfATransactionTogetherAndWithinIt() {
    Organization made = anOrganization(12);
    List<List<String>> done = new ArrayList<>();
    Consumer<List<String>> work =
        items -> {
          done.add(items);
          assertThat(stores().organizations().find(made.id())).isPresent();
        };

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  stores().unitOfWork().beforeCommit(work, "first");
                  stores()
                      .unitOfWork()
                      .<String, String>execute(
                          () -> {
                            stores().unitOfWork().beforeCommit(work, "second");
                            return Result.ok("");
                          });
                  assertThat(done).isEmpty();
                  return saved(made, Result.ok("done"));
                });

    assertThat(result).isEqualTo(Result.ok("done"));
    assertThat(done).containsExactly(List.of("first", "second"));
  }

  @Test
  default void whatFailsAtItsEndRollsATransactionBack() {
    Organization made = anOrganization(13);
    IllegalArgumentException bug = new IllegalArgumentException("bug");

    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .<String, String>execute(
                        () -> {
                          stores()
                              .unitOfWork()
                              .beforeCommit(
                                  items -> {
                                    throw bug;
                                  },
                                  "item");
                          return saved(made, Result.ok("done"));
                        }))
        .isSameAs(bug);
    assertThat(stores().organizations().find(made.id())).isEmpty();
  }

  @Test
  default void whatIsRolledBackDoesNothingAtItsEnd() {
    List<List<String>> done = new ArrayList<>();

    Result<String, String> refused =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  stores().unitOfWork().beforeCommit(done::add, "item");
                  return Result.err("no");
                });

    assertThat(refused).isEqualTo(Result.err("no"));
    assertThat(done).isEmpty();
    assertThatThrownBy(() -> stores().unitOfWork().beforeCommit(done::add, "item"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void runsNothingAfterARollback() {
    List<String> after = new ArrayList<>();

    Result<String, String> refused =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  stores().unitOfWork().afterCommit(() -> after.add("never"));
                  return Result.err("no");
                });
    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .execute(
                        () -> {
                          stores().unitOfWork().afterCommit(() -> after.add("never"));
                          throw new IllegalArgumentException("bug");
                        }))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(refused).isEqualTo(Result.err("no"));
    assertThat(after).isEmpty();
  }

  @Test
  default void whatFollowsACommitMayRunATransactionOfItsOwn() {
    Organization second = anOrganization(10);

    Result<String, String> result =
        stores()
            .unitOfWork()
            .execute(
                () -> {
                  stores()
                      .unitOfWork()
                      .afterCommit(
                          () ->
                              stores()
                                  .unitOfWork()
                                  .<String, String>execute(() -> saved(second, Result.ok(""))));
                  return Result.ok("done");
                });

    assertThat(result).isEqualTo(Result.ok("done"));
    assertThat(stores().organizations().find(second.id())).isPresent();
  }

  @Test
  default void aFailureAfterTheCommitSkipsNothingAndIsTold() {
    List<String> after = new ArrayList<>();
    IllegalArgumentException bug = new IllegalArgumentException("bug");
    Organization made = anOrganization(11);

    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .execute(
                        () -> {
                          stores()
                              .unitOfWork()
                              .afterCommit(
                                  () -> {
                                    throw bug;
                                  });
                          stores().unitOfWork().afterCommit(() -> after.add("second"));
                          return saved(made, Result.ok(""));
                        }))
        .isSameAs(bug);
    assertThat(after).containsExactly("second");
    assertThat(stores().organizations().find(made.id())).isPresent();
  }

  @Test
  default void refusesToFollowACommitThatWillNotCome() {
    assertThatThrownBy(() -> stores().unitOfWork().afterCommit(() -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void refusesToWriteInsideARead() {
    assertThatThrownBy(
            () ->
                stores()
                    .unitOfWork()
                    .read(() -> stores().unitOfWork().execute(() -> Result.ok("write"))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void aReadSeesOneMoment() throws Exception {
    Saved family = Saved.family(stores(), 12);
    AtomicBoolean written = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              Saved.ok(
                  stores()
                      .unitOfWork()
                      .execute(
                          () ->
                              stores()
                                  .workspaces()
                                  .save(
                                      new RandomAggregates(13)
                                          .workspace(family.organization().id()))));
              written.set(true);
              done.countDown();
            });

    List<List<Workspace>> seen =
        stores()
            .unitOfWork()
            .read(
                () -> {
                  List<Workspace> before = stores().workspaces().all(family.organization().id());
                  writer.start();
                  // A store may let the writer through or make it wait; both show one moment.
                  await(done, 500);
                  return List.of(before, stores().workspaces().all(family.organization().id()));
                });

    assertThat(seen.get(0)).hasSize(1);
    assertThat(seen.get(1)).isEqualTo(seen.get(0));
    writer.join(10_000);
    assertThat(written).isTrue();
    assertThat(stores().workspaces().all(family.organization().id())).hasSize(2);
  }

  @Test
  default void ofConcurrentChangesOfOneVersionExactlyOneIsKept() throws Exception {
    Organization saved =
        Saved.ok(stores().organizations().save(new RandomAggregates(14).organization()));
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Result<Organization, StoreConflict>>> tries = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        tries.add(
            pool.submit(
                () -> {
                  await(start, 10_000);
                  return stores().unitOfWork().execute(() -> stores().organizations().save(saved));
                }));
      }
      start.countDown();
      int kept = 0;
      for (Future<Result<Organization, StoreConflict>> each : tries) {
        Result<Organization, StoreConflict> result = each.get(30, TimeUnit.SECONDS);
        if (result instanceof Result.Ok<Organization, StoreConflict>) {
          kept++;
        } else {
          assertThat(result).isEqualTo(Result.err(new StoreConflict.Stale()));
        }
      }
      assertThat(kept).isEqualTo(1);
    }
    assertThat(stores().organizations().find(saved.id()).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  default void ofConcurrentProvidersOfOneSlugExactlyOneIsKept() throws Exception {
    Saved family = Saved.family(stores(), 15);
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> tries = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        long seed = i;
        tries.add(
            pool.submit(
                () -> {
                  var made = new RandomAggregates(seed).provider(family.grant());
                  var clashing =
                      new io.modelcatalog.domain.provider.AiProvider(
                          made.id(),
                          made.organization(),
                          made.workspace(),
                          made.integration(),
                          made.grant(),
                          new io.modelcatalog.domain.shared.Slug("contested"),
                          made.name(),
                          made.note(),
                          made.origin(),
                          made.limits(),
                          made.models(),
                          made.expiresAt(),
                          made.usageEpoch(),
                          made.lastResetAt(),
                          made.audit(),
                          0);
                  await(start, 10_000);
                  var result =
                      stores().unitOfWork().execute(() -> stores().providers().save(clashing));
                  return switch (result) {
                    case Result.Ok<?, StoreConflict> _ -> true;
                    case Result.Err<?, StoreConflict>(StoreConflict error) -> {
                      assertThat(error).isEqualTo(new StoreConflict.SlugTaken("contested"));
                      yield false;
                    }
                  };
                }));
      }
      start.countDown();
      int kept = 0;
      for (Future<Boolean> each : tries) {
        kept += each.get(30, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertThat(kept).isEqualTo(1);
    }
    assertThat(stores().providers().in(family.workspace().id())).hasSize(2);
  }

  private <E> Result<String, E> saved(Organization made, Result<String, E> answer) {
    Saved.ok(stores().organizations().save(made));
    return answer;
  }

  private boolean seenByAnotherThread(Organization made) {
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      return other
          .submit(() -> stores().organizations().find(made.id()).isPresent())
          .get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Organization anOrganization(long seed) {
    return new RandomAggregates(seed).organization();
  }

  private static void await(CountDownLatch latch, long millis) {
    try {
      boolean inTime = latch.await(millis, TimeUnit.MILLISECONDS);
      assert inTime || millis < 1_000;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
