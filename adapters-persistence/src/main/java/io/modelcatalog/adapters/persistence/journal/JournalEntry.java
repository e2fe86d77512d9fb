package io.modelcatalog.adapters.persistence.journal;

/** What an entry of the journal says of its call. */
enum JournalEntry {
  /** It is about to be made, with its bound. */
  OPENED((byte) 1),
  /** It ended. */
  SETTLED((byte) 2),
  /** It is still open; written again so that an old file can go. */
  REOPENED((byte) 3);

  private final byte code;

  JournalEntry(byte code) {
    this.code = code;
  }

  byte code() {
    return code;
  }

  static JournalEntry of(byte code) {
    return switch (code) {
      case 1 -> OPENED;
      case 2 -> SETTLED;
      case 3 -> REOPENED;
      default -> throw new IllegalStateException("usage journal: an entry of kind " + code);
    };
  }
}
