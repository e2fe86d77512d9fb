package io.modelcatalog.domain.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditTest {
  private static final Instant NOON = Instant.parse("2026-03-18T12:00:00Z");

  @Test
  void aChangeMovesTheTimeOfTheLastChangeAndNothingElse() {
    Audit audit = Audit.created(new ActorId("ada"), NOON).changed(NOON.plusSeconds(5));

    assertThat(audit).isEqualTo(new Audit(new ActorId("ada"), NOON, NOON.plusSeconds(5)));
  }

  @Test
  void aClockThatWentBackDoesNotMoveItBack() {
    Audit audit = Audit.created(new ActorId("ada"), NOON).changed(NOON.plusSeconds(5));

    assertThat(audit.changed(NOON.minusSeconds(60)).updatedAt()).isEqualTo(NOON.plusSeconds(5));
  }

  @Test
  void nothingIsChangedBeforeItIsMade() {
    assertThatThrownBy(() -> new Audit(ActorId.SYSTEM, NOON, NOON.minusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anActorHasAName() {
    assertThatThrownBy(() -> new ActorId(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ActorId("x".repeat(65)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new ActorId("x".repeat(64)).value()).hasSize(64);
  }
}
