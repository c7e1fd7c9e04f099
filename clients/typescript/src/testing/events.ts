import type { Group } from "../contract/group.js";
import { Lane } from "./lane.js";
import type { Plugin, ServedEvent } from "./plugin.js";

/** A longer name is compared with none. */
const LONGEST = 100;

/** How many events that may have been meant an answer names. */
const SUGGESTIONS = 3;

/** An event as a core serves it. */
interface KnownEvent extends ServedEvent {
  /** Where its calls run; `undefined` if each runs at once. */
  readonly lane: Lane | undefined;
}

/** The events of a core, by qualified name, and by bare name where that means one only. */
export class Events {
  readonly groups: readonly Group[];
  readonly #known = new Map<string, KnownEvent>();
  readonly #byBareName = new Map<string, string[]>();

  /** Throws an Error if two plugins provide one group. */
  constructor(plugins: readonly Plugin[]) {
    const groups = new Map<string, Group>();
    for (const { group, events, isSerial } of plugins) {
      if (groups.has(group.name)) {
        throw new Error(
          `the event group ${group.name} is provided twice; a core takes one plugin per group`,
        );
      }
      groups.set(group.name, group);
      const lane = isSerial === true ? new Lane() : undefined;
      for (const event of events) {
        this.#add({ ...event, lane });
      }
    }
    this.groups = [...groups.values()];
  }

  #add(event: KnownEvent): void {
    const { name } = event.type;
    this.#known.set(name, event);
    const bare = bareName(name);
    const names = this.#byBareName.get(bare) ?? [];
    names.push(name);
    this.#byBareName.set(bare, names);
  }

  find(name: string): KnownEvent | undefined {
    const known = this.#known.get(name);
    if (known !== undefined) {
      return known;
    }
    const [only, ...others] = this.#byBareName.get(name) ?? [];
    return only === undefined || others.length > 0
      ? undefined
      : this.#known.get(only);
  }

  /** Why there is no event of that name, and which may have been meant. */
  explainUnknown(name: string): string {
    const candidates = this.#byBareName.get(name);
    if (candidates !== undefined) {
      return `${name} could mean ${candidates.join(" or ")}: use one of these`;
    }
    if (name === "") {
      return "The request names no event";
    }
    if (name.length > LONGEST) {
      return `This core has no event ${name.slice(0, LONGEST)}…`;
    }
    const near = [...this.#known.keys()].filter((known) => {
      const compared = name.includes(".") ? known : bareName(known);
      const most = Math.max(1, compared.length / 4);
      return distance(name.toLowerCase(), compared.toLowerCase()) <= most;
    });
    return near.length === 0
      ? `This core has no event ${name}`
      : `This core has no event ${name}; near it: ${near.slice(0, SUGGESTIONS).join(", ")}`;
  }
}

function bareName(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}

/** How many characters must be changed, added or removed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (from.charAt(i) === to.charAt(j) ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
