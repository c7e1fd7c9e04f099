package dev.parley.core.protocol;

/**
 * Why a call was not answered by its handler, or why a connection ended: the closed list of {@code
 * docs/protocol.md}. The numbers travel, the names are for people.
 */
public enum Reason {
  /** None given, or one that this version does not know. */
  UNSPECIFIED(0),
  /** The core has no event of that name, or a bare name that means several. */
  UNKNOWN_EVENT(1),
  /** The payload, or an item, is no message of the event's type, or its values were refused. */
  INVALID_PAYLOAD(2),
  /** The handler failed with something that its event does not declare. */
  HANDLER_FAILED(3),
  /** The call took longer than its caller allowed. */
  DEADLINE_EXCEEDED(4),
  /** The call was given up before it was answered. */
  CANCELLED(5),
  /** More calls in flight, connections, or bytes of untaken items than the limit allows. */
  OVERLOADED(6),
  /** The transport does not know who connects. */
  UNAUTHENTICATED(7),
  /** The caller is known and may not do this. */
  PERMISSION_DENIED(8),
  /** The core is closing and takes no new calls. */
  SHUTTING_DOWN(9),
  /** The other side broke the rules of the protocol. */
  PROTOCOL_ERROR(10),
  /** A frame or an answer is larger than the limit, or a time limit passed. */
  LIMIT_EXCEEDED(11),
  /** The two sides were built from contracts that do not fit each other. */
  CONTRACT_MISMATCH(12),
  /** The other side reads so slowly that its queue outgrew the limit. */
  SLOW_CONSUMER(13),
  /** The connection ended without a word of why. Never sent. */
  CONNECTION_LOST(100),
  /** The client was closed when the call was made; the handler did not run. Never sent. */
  NOT_CONNECTED(101),
  /** The core's answer can't be read as what the event declares. Never sent. */
  INVALID_RESPONSE(102),
  /**
   * The call was sent and its session was lost before the answer came: whether the handler ran is
   * unknown. Never sent.
   */
  OUTCOME_UNKNOWN(103);

  private static final Reason[] BY_NUMBER = byNumber();

  private final int number;

  Reason(int number) {
    this.number = number;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** The reason of that number, or {@link #UNSPECIFIED} where this version knows none. */
  public static Reason of(int number) {
    return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNSPECIFIED;
  }

  /** Only what may stand on the wire: a peer can't claim a reason that belongs to this side. */
  private static Reason[] byNumber() {
    Reason[] reasons = new Reason[SLOW_CONSUMER.number + 1];
    for (Reason reason : values()) {
      if (reason.number < reasons.length) {
        reasons[reason.number] = reason;
      }
    }
    return reasons;
  }
}
