import { differences, differencesText } from "../contract/compare.js";
import type { Group } from "../contract/group.js";
import { ConnectionError } from "../errors.js";
import { DEFAULT_LIMITS } from "../limits.js";
import { PROTOCOL_VERSION } from "../wire/frame-writer.js";
import type { GroupInfo, Welcome } from "../wire/messages.js";

/** What the handshake has settled: the core's limits, and which contract groups both sides mean alike. */
export class Agreement {
  /** The largest frame that the core accepts, in bytes. */
  readonly maxFrameBytes: number;
  /** How many calls may be in flight; infinite if the core has not told. */
  readonly maxCalls: number;
  /** How many items the core takes of each stream before it gives more credit. */
  readonly streamItems: number;
  /** The same in bytes. */
  readonly streamBytes: number;
  readonly coreName: string;
  readonly #offered: ReadonlyMap<string, GroupInfo>;
  readonly #agreed = new Set<Group>();

  /**
   * Compares what the core told with the groups that are loaded here. Throws a
   * {@link ConnectionError} that names every difference.
   */
  constructor(welcome: Welcome, groups: readonly Group[]) {
    if (welcome.protocol !== PROTOCOL_VERSION) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core speaks version ${String(welcome.protocol)} of the protocol; this package speaks ${String(PROTOCOL_VERSION)}`,
      );
    }
    this.maxFrameBytes = welcome.maxFrameBytes || DEFAULT_LIMITS.maxFrameBytes;
    this.maxCalls = welcome.maxCalls || Infinity;
    this.streamItems = welcome.streamItems;
    this.streamBytes = welcome.streamBytes;
    this.coreName = welcome.core;
    this.#offered = new Map(welcome.groups.map((group) => [group.name, group]));
    const problems = groups.flatMap((group) => this.#compare(group));
    if (problems.length > 0) {
      throw new ConnectionError(
        "CONTRACT_MISMATCH",
        `the core's contract is another than the one this front end was generated from: ${differencesText(problems)}`,
      );
    }
  }

  /** Why the group cannot be used, `undefined` if it can: its module may have been loaded after connecting. */
  problemWith(group: Group): string | undefined {
    if (this.#agreed.has(group)) {
      return undefined;
    }
    const problems = this.#compare(group);
    return problems.length > 0 ? differencesText(problems) : undefined;
  }

  #compare(group: Group): string[] {
    const offered = this.#offered.get(group.name);
    if (offered !== undefined && offered.fingerprint !== group.fingerprint) {
      if (offered.shape === "") {
        return [
          `${group.name} differs from the core's; import its module before connecting to learn where`,
        ];
      }
      const found = differences(group, offered.shape);
      if (found.length > 0) {
        return found;
      }
    } else if (offered === undefined) {
      return differences(group, undefined);
    }
    this.#agreed.add(group);
    return [];
  }
}
