/// Why a call or a connection failed; the closed list of the protocol, §6.
enum Reason {
  /// The core gave no reason, or one of a later version.
  unspecified(0, 'UNSPECIFIED'),

  /// The core has no event of that name.
  unknownEvent(1, 'UNKNOWN_EVENT'),

  /// The payload or an item can't be read, or its values were refused.
  invalidPayload(2, 'INVALID_PAYLOAD'),

  /// The handler failed with something that its event does not declare; the core's log has more.
  handlerFailed(3, 'HANDLER_FAILED'),

  /// The call's time has passed.
  deadlineExceeded(4, 'DEADLINE_EXCEEDED'),

  /// The call was given up here.
  cancelled(5, 'CANCELLED'),

  /// Too many calls are in flight, or too much waits.
  overloaded(6, 'OVERLOADED'),

  /// The core does not know who connects.
  unauthenticated(7, 'UNAUTHENTICATED'),

  /// This front end may not do that.
  permissionDenied(8, 'PERMISSION_DENIED'),

  /// The core is closing.
  shuttingDown(9, 'SHUTTING_DOWN'),

  /// One side has broken a rule of the protocol.
  protocolError(10, 'PROTOCOL_ERROR'),

  /// Something is larger than a limit, or took longer.
  limitExceeded(11, 'LIMIT_EXCEEDED'),

  /// This front end was generated from another contract than the core's.
  contractMismatch(12, 'CONTRACT_MISMATCH'),

  /// Too much was waiting to be read.
  slowConsumer(13, 'SLOW_CONSUMER'),

  /// The connection was lost; a connection's end, a call's is [outcomeUnknown] or [notConnected].
  connectionLost(100, 'CONNECTION_LOST'),

  /// There is no connection, so nothing was sent.
  notConnected(101, 'NOT_CONNECTED'),

  /// The answer is not a message of the event's type.
  invalidResponse(102, 'INVALID_RESPONSE'),

  /// The call was sent and its session was lost before the answer came; whether the handler ran is not known.
  outcomeUnknown(103, 'OUTCOME_UNKNOWN');

  const Reason(this.number, this.wireName);

  /// The reason of that number; [unspecified] for one that is not known here.
  static Reason of(int number) => _byNumber[number] ?? unspecified;

  static final Map<int, Reason> _byNumber = {
    for (final reason in values) reason.number: reason,
  };

  /// The number that travels. Those from [connectionLost] on are found here and never sent.
  final int number;

  /// What the protocol and the core's log call it.
  final String wireName;
}
