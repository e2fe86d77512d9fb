package io.modelcatalog.application.port.audit;

class InMemoryAuditTrailTest implements AuditTrailContract {
  private final AuditTrail trail = new InMemoryAuditTrail();

  @Override
  public AuditTrail trail() {
    return trail;
  }
}
