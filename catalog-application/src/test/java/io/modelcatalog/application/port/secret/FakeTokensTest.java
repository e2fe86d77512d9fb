package io.modelcatalog.application.port.secret;

class FakeTokensTest implements TokensContract {
  private final FakeTokens tokens = new FakeTokens();

  @Override
  public Tokens tokens() {
    return tokens;
  }
}
