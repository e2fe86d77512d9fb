package io.modelcatalog.domain.money;

/**
 * Prices of what is not counted in tokens, in nano-dollars each; {@link #UNKNOWN} where there is no
 * such price. Where a vendor's price depends on size or quality, it is the dearest.
 *
 * @param image a picture made
 * @param character a character spoken
 * @param call a call, or a search unit of a ranking
 * @param search a search of the web that the model makes
 * @param only whether tokens have no price of their own
 */
public record UnitPrices(long image, long character, long call, long search, boolean only) {
  /** No such price. */
  public static final long UNKNOWN = -1;

  /** Nothing but tokens has a price. */
  public static final UnitPrices NONE = new UnitPrices(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, false);

  /** The highest price accepted: a thousand dollars a unit. */
  public static final long HIGHEST = 1_000L * Money.NANOS_PER_USD;

  public UnitPrices {
    check("image", image);
    check("character", character);
    check("call", call);
    check("search", search);
  }

  private static void check(String name, long price) {
    if (price < UNKNOWN || price > HIGHEST) {
      throw new IllegalArgumentException(
          name + ": " + price + " (expected: 0 to " + HIGHEST + " nano-USD, or -1)");
    }
  }
}
