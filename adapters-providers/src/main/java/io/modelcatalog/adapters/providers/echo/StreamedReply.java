package io.modelcatalog.adapters.providers.echo;

/** A reply told piece by piece. */
abstract class StreamedReply extends Script {
  private final Reply reply;
  private long told;
  private int at;
  private boolean begun;

  StreamedReply(Reply reply) {
    this.reply = reply;
  }

  @Override
  final void advance() {
    if (!begun) {
      begun = true;
      streamHead();
      begin();
    } else if (told < reply.told()) {
      if (reply.pauseMillis() > 0) {
        add(new Step.Wait(reply.pauseMillis()));
      }
      int end = reply.pieces().end(at);
      piece(reply.pieces().text().substring(at, end));
      at = end;
      told++;
    } else if (reply.breaks()) {
      add(new Step.Broken("echo-cut ends half way"));
    } else {
      finish();
    }
  }

  /** Adds what comes before the first piece. */
  abstract void begin();

  /** Adds a piece, for all choices. */
  abstract void piece(String text);

  /** Adds what comes after the last piece, the end included. */
  abstract void finish();
}
