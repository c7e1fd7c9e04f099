/** An event group or notification group as the generated code knows it. */
export interface Group {
  /** The Java interface's name, such as `UserEvent`. */
  readonly name: string;
  /** The first 16 hexadecimal digits of the shape's SHA-256. */
  readonly fingerprint: string;
  /** Every item that both sides have to agree on, one `key = value` a line, sorted. */
  readonly shape: readonly string[];
}

const groups = new Map<string, Group>();

/**
 * Makes a group known, so that connecting compares it with the core's. Called by generated modules
 * when they are loaded; a module that is loaded again replaces what it registered.
 */
export function registerGroup(group: Group): Group {
  groups.set(group.name, group);
  return group;
}

/** The groups of every generated module that is loaded. */
export function registeredGroups(): readonly Group[] {
  return [...groups.values()];
}
