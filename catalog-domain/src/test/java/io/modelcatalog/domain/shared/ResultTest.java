package io.modelcatalog.domain.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResultTest {

  @Test
  void aValueGoesThroughEachStep() {
    Result<Integer, String> result = Result.ok(3);

    assertThat(result.map(n -> n + 1)).isEqualTo(Result.ok(4));
    assertThat(result.then(n -> Result.<Integer, String>ok(n * 2))).isEqualTo(Result.ok(6));
    assertThat(result.then(n -> Result.<Integer, String>err("no"))).isEqualTo(Result.err("no"));
    assertThat(result.mapError(String::length)).isEqualTo(Result.ok(3));
  }

  @Test
  void aRefusalStopsTheSteps() {
    Result<Integer, String> result = Result.err("refused");

    assertThat(result.map(n -> n + 1)).isEqualTo(Result.err("refused"));
    assertThat(
            result.then(
                n -> {
                  throw new AssertionError("must not run");
                }))
        .isEqualTo(Result.err("refused"));
    assertThat(result.mapError(String::length)).isEqualTo(Result.err(7));
  }
}
