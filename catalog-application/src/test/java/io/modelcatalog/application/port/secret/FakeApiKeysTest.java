package io.modelcatalog.application.port.secret;

class FakeApiKeysTest implements ApiKeysContract {
  private final FakeApiKeys apiKeys = new FakeApiKeys();

  @Override
  public ApiKeys apiKeys() {
    return apiKeys;
  }
}
