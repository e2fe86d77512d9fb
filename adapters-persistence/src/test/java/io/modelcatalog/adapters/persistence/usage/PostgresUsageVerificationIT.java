package io.modelcatalog.adapters.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcatalog.adapters.persistence.TestDatabase;
import io.modelcatalog.application.port.persistence.RandomAggregates;
import io.modelcatalog.domain.usage.Charge;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PostgresUsageVerificationIT extends UsageVerificationContract {
  @Override
  TestDatabase newDatabase() {
    return TestDatabase.newPostgres();
  }

  @Test
  void usageThatIsWrittenMeanwhileIsNeitherFoundNorLost() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch started = new CountDownLatch(1);
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  RandomAggregates random = new RandomAggregates(12);
                  for (int i = 0; !done.get(); i++) {
                    ledger("east").append(List.of(with(random.usage(i), new Charge("a", 1000, 1))));
                    started.countDown();
                  }
                });
    started.await();
    try {
      for (int round = 0; round < 10; round++) {
        assertThat(verify(round % 2 == 1).findings()).as("%s", findings).isZero();
      }
    } finally {
      done.set(true);
      writer.join();
    }
    assertThat(verify(false).findings()).isZero();
  }
}
