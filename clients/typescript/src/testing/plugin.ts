import type { Readable, Writable } from "../codec/message-type.js";
import type { Group } from "../contract/group.js";
import type { Violations } from "../validation/violations.js";

/** A call as the handler that serves it sees it. */
export interface ServedCall {
  /** The call's number on its connection. */
  readonly id: number;
  /** The event, such as `UserEvent.SignIn`. */
  readonly event: string;
  /**
   * Aborted when the call has ended before its handler: cancelled, beyond its deadline, its
   * connection lost, or the core closed. What the handler still answers or sends is dropped.
   */
  readonly signal: AbortSignal;
  /** How many milliseconds are left until the deadline, at least 0; `undefined` without one. */
  readonly remainingMs: number | undefined;
  /** The caller's trace context, as it came in a well-formed W3C `traceparent`. */
  readonly traceparent: string | undefined;
}

/** The events of one group with the handlers that serve them; generated code makes it. */
export interface Plugin {
  readonly group: Group;
  readonly events: readonly ServedEvent[];
  /** Whether its calls run one at a time, in the order in which they came, whoever makes them. */
  readonly isSerial?: boolean;
}

/** An event and who serves it. */
export interface ServedEvent {
  readonly type: ServableEvent;
  /** The method's name in the generated interface of handlers. */
  readonly method: string;
  /** `undefined` if the plugin was made without this handler: a call of it is HANDLER_FAILED. */
  readonly handler: Handler | undefined;
}

/** A message that comes: how it is read, and what the contract's constraints refuse of it. */
export interface ReceivedType extends Readable<unknown> {
  readonly check?: (message: never, found: Violations) => void;
}

/** What serving needs of an `EventType`: to read what comes and to write what goes. */
export interface ServableEvent {
  readonly group: Group;
  readonly name: string;
  readonly payload: ReceivedType | undefined;
  readonly response: Writable<never> | undefined;
  readonly error: Writable<never> | undefined;
  /** The items that the front end sends; left out if the event takes none. */
  readonly toCore?: ReceivedType;
  /** The items that the core sends; left out if the event sends none. */
  readonly fromCore?: Writable<never>;
}

/** A handler's method: given the payload if there is one, the incoming items if there are, and the call. */
export type Handler = (...values: unknown[]) => unknown;

/**
 * The same plugin, whose calls run one at a time, in the order in which they came, whoever makes them: as
 * `UserEventBinding.bind(handlers).serial()` does. A call that was cancelled while it waits counts until its turn.
 */
export function serial(plugin: Plugin): Plugin {
  return { ...plugin, isSerial: true };
}

/** The events of a group by the names of their handlers' methods. */
export type ServableEvents<Handlers> = {
  readonly [Name in keyof Handlers]-?: ServableEvent;
};

/**
 * Binds handlers to the events of a group; for generated code (`bindUserEvent`). The handlers are
 * called as methods of the object that was given, so a class may implement the interface.
 */
export function bindEvents<Handlers extends object>(
  group: Group,
  types: ServableEvents<Handlers>,
  handlers: Partial<Handlers>,
): Plugin {
  const names = Object.keys(types) as (keyof Handlers & string)[];
  const events = names.map((method): ServedEvent => {
    const handler = handlers[method] as Handler | undefined;
    return { type: types[method], method, handler: handler?.bind(handlers) };
  });
  return { group, events };
}
