package io.modelcatalog.application.port.alert;

class InMemoryAlertOutboxTest implements AlertOutboxContract {
  private final AlertOutbox outbox = new InMemoryAlertOutbox();

  @Override
  public AlertOutbox outbox() {
    return outbox;
  }
}
