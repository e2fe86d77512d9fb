package io.modelcatalog.application.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.application.port.alert.AlertChannel;
import io.modelcatalog.application.port.alert.AlertOutboxContract;
import io.modelcatalog.application.port.alert.BudgetAlert;
import io.modelcatalog.application.port.alert.Delivery;
import io.modelcatalog.application.port.alert.InMemoryAlertOutbox;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AlertDispatcherTest {
  private static final RetryPolicy RETRY =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), 5);

  private final InMemoryAlertOutbox outbox = new InMemoryAlertOutbox();
  private final BudgetAlert alert = AlertOutboxContract.anAlert("c", 100);
  private final Delivery delivery = new Delivery(UUID.randomUUID(), Delivery.Channel.WEBHOOK, "");
  private final List<UUID> tried = new ArrayList<>();
  private Optional<AlertChannel.Failure> answer = Optional.empty();
  private Instant now = alert.raisedAt();
  private final AlertDispatcher dispatcher =
      new AlertDispatcher(
          outbox,
          new AlertChannel() {
            @Override
            public Delivery.Channel channel() {
              return Delivery.Channel.WEBHOOK;
            }

            @Override
            public Optional<Failure> deliver(BudgetAlert told, Delivery each) {
              tried.add(each.id());
              return answer;
            }
          },
          RETRY,
          () -> now);

  AlertDispatcherTest() {
    outbox.raise(alert, List.of(delivery));
  }

  @Test
  void sendsOnceWhatIsAccepted() {
    assertThat(dispatcher.dispatch()).isEqualTo(1);
    now = now.plus(Duration.ofDays(1));
    assertThat(dispatcher.dispatch()).isZero();

    assertThat(tried).containsExactly(delivery.id());
    assertThat(status()).isEqualTo(Delivery.Status.SENT);
  }

  @Test
  void triesAgainAfterPausesThatDoubleAndGivesUpAtLast() {
    answer = Optional.of(new AlertChannel.Failure("refused", false));
    List<Long> pauses = new ArrayList<>();
    Instant last = now;
    for (int second = 0; second < 600; second++) {
      int before = tried.size();
      dispatcher.dispatch();
      if (tried.size() > before) {
        pauses.add(Duration.between(last, now).toSeconds());
        last = now;
      }
      now = now.plusSeconds(1);
    }

    assertThat(pauses).containsExactly(0L, 5L, 10L, 20L, 30L);
    assertThat(tried).containsOnly(delivery.id());
    assertThat(status()).isEqualTo(Delivery.Status.DEAD);
    assertThat(outbox.deliveries(alert.id()).getFirst().reason()).isEqualTo("refused");
  }

  @Test
  void givesUpAtOnceWhatCanNeverSucceed() {
    answer = Optional.of(new AlertChannel.Failure("no such address", true));

    dispatcher.dispatch();

    assertThat(status()).isEqualTo(Delivery.Status.DEAD);
  }

  @Test
  void whatAReplicaTookWithItIsTriedByAnother() {
    outbox.claim(Delivery.Channel.WEBHOOK, now, now.plus(Duration.ofMinutes(15)), 10);

    assertThat(dispatcher.dispatch()).isZero();
    now = now.plus(Duration.ofMinutes(15));
    assertThat(dispatcher.dispatch()).isEqualTo(1);
  }

  private Delivery.Status status() {
    return outbox.deliveries(alert.id()).getFirst().status();
  }
}
