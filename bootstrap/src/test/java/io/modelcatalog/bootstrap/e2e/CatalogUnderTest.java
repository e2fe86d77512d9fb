package io.modelcatalog.bootstrap.e2e;

import java.net.URI;

/** A running catalog that a test may do with as it likes. */
public interface CatalogUnderTest extends AutoCloseable {

  /** The root of the API, {@code http://host:port/v1}, without a slash at the end. */
  URI baseUrl();

  /** An organisation API key that holds all scopes. */
  String adminKey();

  /** Ends the catalog, and does nothing if it has ended. */
  @Override
  void close();
}
