/** Something of which there is one at a time. */
export interface Keyed {
  /** Another takes its place. What it returns is fulfilled when nothing of it is left. */
  stop(): void | Promise<void>;
}

/** What has a key, kept where every copy of this package finds it. */
interface Registry {
  /** By the core that they listen to. */
  readonly listeners: WeakMap<object, Map<string, Keyed>>;
  readonly connections: Map<string, Keyed>;
}

const REGISTRY = Symbol.for("@parley/client/keyed/1");

/**
 * The registry of this process or page. A module that is loaded again, be it this one or the application's,
 * finds what its predecessor left running.
 */
function registry(): Registry {
  const place = globalThis as { [REGISTRY]?: Registry | undefined };
  return (place[REGISTRY] ??= {
    listeners: new WeakMap(),
    connections: new Map(),
  });
}

/** Gives a listener of a core its key; the one that had it is stopped. */
export function claimListener(core: object, key: string, by: Keyed): void {
  const { listeners } = registry();
  let ofCore = listeners.get(core);
  if (ofCore === undefined) {
    ofCore = new Map();
    listeners.set(core, ofCore);
  }
  void claim(ofCore, key, by);
}

/** The listener has stopped. */
export function releaseListener(core: object, key: string, by: Keyed): void {
  const ofCore = registry().listeners.get(core);
  if (ofCore !== undefined) {
    release(ofCore, key, by);
  }
}

/** Gives a connection its key; the one that had it is stopped, and waited for. */
export async function claimConnection(key: string, by: Keyed): Promise<void> {
  await claim(registry().connections, key, by);
}

/** The connection has ended. */
export function releaseConnection(key: string, by: Keyed): void {
  release(registry().connections, key, by);
}

function claim(
  all: Map<string, Keyed>,
  key: string,
  by: Keyed,
): void | Promise<void> {
  const before = all.get(key);
  all.set(key, by);
  return before === by ? undefined : before?.stop();
}

function release(all: Map<string, Keyed>, key: string, by: Keyed): void {
  if (all.get(key) === by) {
    all.delete(key);
  }
}
