package io.modelcatalog.adapters.persistence.secret;

import io.modelcatalog.application.port.secret.Tokens;
import io.modelcatalog.application.port.secret.TokensContract;

class RandomTokensTest implements TokensContract {
  private final RandomTokens tokens = new RandomTokens();

  @Override
  public Tokens tokens() {
    return tokens;
  }
}
