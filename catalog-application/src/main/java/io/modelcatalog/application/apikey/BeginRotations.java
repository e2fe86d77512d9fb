package io.modelcatalog.application.apikey;

/**
 * Begins the rotations that are due by the clock: from then on the present secret has an end, and
 * who may rotate the key can fetch the new one. Any replica may do this at any time; of several at
 * once, one begins a rotation. What was missed meanwhile is made up once.
 *
 * <p>In the background: it reads and writes the database.
 */
public interface BeginRotations {

  /**
   * Looks once.
   *
   * @return how many rotations were begun here
   */
  int handle();
}
