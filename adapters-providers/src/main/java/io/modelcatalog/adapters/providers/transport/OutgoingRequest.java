package io.modelcatalog.adapters.providers.transport;

import io.netty.buffer.ByteBuf;

/**
 * A request ready to be written, any number of times: the head's bytes, and the body as slices of
 * arrays that are not copied before they go to the socket.
 */
public final class OutgoingRequest {
  private static final int MAX_PARTS = 12;

  private final UpstreamAddress.Origin origin;
  private final boolean head;
  private final boolean idempotent;
  private final byte[][] parts = new byte[MAX_PARTS][];
  private final int[] from = new int[MAX_PARTS];
  private final int[] to = new int[MAX_PARTS];
  private int count;
  private long length;

  /**
   * An empty request; add the head and the body as parts.
   *
   * @param origin where it goes
   * @param method decides whether the answer has a body and whether repeating is harmless
   */
  public OutgoingRequest(UpstreamAddress.Origin origin, String method) {
    this.origin = origin;
    this.head = method.equals("HEAD");
    this.idempotent =
        switch (method) {
          case "GET", "HEAD", "OPTIONS", "PUT", "DELETE" -> true;
          default -> false;
        };
  }

  /** Adds bytes to the end; the array is not copied and must not change. */
  public OutgoingRequest add(byte[] bytes, int start, int end) {
    if (end > start) {
      parts[count] = bytes;
      from[count] = start;
      to[count] = end;
      count++;
      length += end - start;
    }
    return this;
  }

  /** Adds a whole array. */
  public OutgoingRequest add(byte[] bytes) {
    return add(bytes, 0, bytes.length);
  }

  UpstreamAddress.Origin origin() {
    return origin;
  }

  boolean expectsNoBody() {
    return head;
  }

  boolean idempotent() {
    return idempotent;
  }

  long length() {
    return length;
  }

  /** Copies up to {@code max} bytes beginning at {@code offset} of the request. */
  void copy(long offset, int max, ByteBuf target) {
    long skip = offset;
    int left = max;
    for (int i = 0; i < count && left > 0; i++) {
      int size = to[i] - from[i];
      if (skip >= size) {
        skip -= size;
        continue;
      }
      int start = from[i] + (int) skip;
      int take = Math.min(left, to[i] - start);
      target.writeBytes(parts[i], start, take);
      left -= take;
      skip = 0;
    }
  }
}
