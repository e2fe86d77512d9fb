package io.modelcatalog.application.port.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.idempotency.KeptAnswers.Answer;
import io.modelcatalog.application.port.idempotency.KeptAnswers.Claim;
import io.modelcatalog.application.port.idempotency.KeptAnswers.Request;
import io.modelcatalog.domain.organization.OrganizationId;
import io.modelcatalog.domain.shared.ActorId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of kept answers does. */
public interface KeptAnswersContract {
  Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  /** The store under test. */
  KeptAnswers answers();

  /** An organization that the store knows, another one each time. */
  OrganizationId organization();

  @Test
  default void aKeyIsFreeOnceAndThenAnsweredWithWhatWasKept() {
    Request request = request(organization(), "k1", "a");

    assertThat(claim(request)).isEqualTo(new Claim.Free());
    assertThat(claim(request)).isEqualTo(new Claim.Unfinished());
    answers().keep(request, new Answer(200, "{\"key\":\"ü\"}".getBytes(StandardCharsets.UTF_8)));

    assertThat(claim(request))
        .isInstanceOfSatisfying(
            Claim.Kept.class,
            kept -> {
              assertThat(kept.answer().status()).isEqualTo(200);
              assertThat(new String(kept.answer().body(), StandardCharsets.UTF_8))
                  .isEqualTo("{\"key\":\"ü\"}");
            });
  }

  @Test
  default void aKeyOfAnotherRequestActorOrOrganizationIsAnother() {
    OrganizationId one = organization();
    Request request = request(one, "k2", "a");
    claim(request);

    assertThat(claim(request(one, "k2", "b"))).isEqualTo(new Claim.OtherRequest());
    assertThat(claim(request(organization(), "k2", "b"))).isEqualTo(new Claim.Free());
    assertThat(claim(new Request(one, new ActorId("somebody-else"), "k2", request.fingerprint())))
        .isEqualTo(new Claim.Free());
  }

  @Test
  default void whatIsReleasedIsFreeAgainButNotWhatWasAnswered() {
    Request request = request(organization(), "k3", "a");
    claim(request);
    answers().release(request);

    assertThat(claim(request)).isEqualTo(new Claim.Free());

    answers().keep(request, new Answer(200, new byte[0]));
    answers().release(request);

    assertThat(claim(request)).isInstanceOf(Claim.Kept.class);
  }

  @Test
  default void anOldClaimCountsForNothingAndIsForgotten() {
    Request request = request(organization(), "k4", "a");
    claim(request);
    Instant tomorrow = NOON.plus(Duration.ofDays(1));

    assertThat(answers().forget(NOON)).isZero();
    assertThat(answers().claim(request, tomorrow, NOON.plusSeconds(1))).isEqualTo(new Claim.Free());
    assertThat(answers().forget(tomorrow.plusSeconds(1))).isPositive();
    assertThat(claim(request)).isEqualTo(new Claim.Free());
  }

  @Test
  default void ofManyClaimsAtOnceOneIsFree() throws Exception {
    Request request = request(organization(), "k5", "a");
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Claim>> claims =
          IntStream.range(0, 8).<Callable<Claim>>mapToObj(i -> () -> claim(request)).toList();
      int free = 0;
      for (Future<Claim> claim : threads.invokeAll(claims)) {
        free += claim.get() instanceof Claim.Free ? 1 : 0;
      }
      assertThat(free).isEqualTo(1);
    }
  }

  private Claim claim(Request request) {
    return answers().claim(request, NOON, NOON.minus(Duration.ofDays(1)));
  }

  private static Request request(OrganizationId organization, String key, String print) {
    return new Request(organization, new ActorId("somebody"), key, print.repeat(64));
  }
}
