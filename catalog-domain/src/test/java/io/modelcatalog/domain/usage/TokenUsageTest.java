package io.modelcatalog.domain.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenUsageTest {

  @Test
  void reasoningIsPartOfTheOutputAndNotCountedTwice() {
    TokenUsage usage = new TokenUsage(10, 20, 30, 40, 35);

    assertThat(usage.prompt()).isEqualTo(60);
    assertThat(usage.total()).isEqualTo(100);
  }

  @Test
  void sumsNeverWrap() {
    assertThat(new TokenUsage(Long.MAX_VALUE, 1, 1, 1, 0).prompt()).isEqualTo(Long.MAX_VALUE);
    assertThat(TokenUsage.of(Long.MAX_VALUE, Long.MAX_VALUE).total()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void nothingIsUsedBackwards() {
    assertThatThrownBy(() -> TokenUsage.of(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TokenUsage(0, 0, 0, 0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
