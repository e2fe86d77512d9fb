package io.modelcatalog.application.signin;

/**
 * From where somebody comes.
 *
 * @param address their address
 * @param name what they use, as it calls itself
 */
public record Client(String address, String name) {
  private static final int LONGEST = 255;

  public Client {
    address = address.length() <= 64 ? address : address.substring(0, 64);
    name = name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }
}
