/** Why a call or a connection failed; the closed list of `docs/protocol.md`, by number. */
const REASONS = {
  UNSPECIFIED: 0,
  UNKNOWN_EVENT: 1,
  INVALID_PAYLOAD: 2,
  HANDLER_FAILED: 3,
  DEADLINE_EXCEEDED: 4,
  CANCELLED: 5,
  OVERLOADED: 6,
  UNAUTHENTICATED: 7,
  PERMISSION_DENIED: 8,
  SHUTTING_DOWN: 9,
  PROTOCOL_ERROR: 10,
  LIMIT_EXCEEDED: 11,
  CONTRACT_MISMATCH: 12,
  SLOW_CONSUMER: 13,
  /** The connection was lost; that is a connection's end, a call's is `OUTCOME_UNKNOWN` or `NOT_CONNECTED`. */
  CONNECTION_LOST: 100,
  /** There is no connection, so nothing was sent. */
  NOT_CONNECTED: 101,
  /** The answer is not a message of the event's type. */
  INVALID_RESPONSE: 102,
  /** The call was sent and its session was lost before the answer came; whether the handler ran is not known. */
  OUTCOME_UNKNOWN: 103,
} as const;

/** Why a call or a connection failed. Those from `CONNECTION_LOST` on are found here, not told by the core. */
export type Reason = keyof typeof REASONS;

const names = new Map<number, Reason>(
  Object.entries(REASONS).map(([name, number]) => [number, name as Reason]),
);

/** The reason of that number; a number that is not known here is `UNSPECIFIED`. */
export function reasonOf(number: number): Reason {
  return names.get(number) ?? "UNSPECIFIED";
}

/** The number that travels. */
export function numberOf(reason: Reason): number {
  return REASONS[reason];
}
