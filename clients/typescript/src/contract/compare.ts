import type { Group } from "./group.js";

/** How many differences one error names; more would not be read. */
const SHOWN = 20;

/**
 * Compares a group as it was generated here with the core's. What stands here must stand in the core
 * with the same value; what only the core has is an addition and fine.
 *
 * @param coreShape the core's shape, `undefined` when the core has no such group
 * @returns a line for each difference, empty when there is none
 */
export function differences(
  group: Group,
  coreShape: string | undefined,
): string[] {
  if (coreShape === undefined) {
    return [`${group.name}: the core has no such group`];
  }
  const here = itemsOf(group.shape);
  const there = itemsOf(coreShape.split("\n"));
  const texts: string[] = [];
  for (const [key, value] of here) {
    const other = there.get(key);
    if (other !== value) {
      texts.push(difference(group, here, key, value, other));
    }
  }
  return texts;
}

/** The lines of all groups as one text, the rest counted. */
export function differencesText(texts: readonly string[]): string {
  const shown = texts.slice(0, SHOWN).join("; ");
  const rest = texts.length - SHOWN;
  return rest > 0 ? `${shown}; and ${String(rest)} more` : shown;
}

function itemsOf(lines: readonly string[]): Map<string, string> {
  const items = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(" = ");
    if (at > 0) {
      items.set(line.slice(0, at), line.slice(at + 3));
    }
  }
  return items;
}

function difference(
  group: Group,
  items: ReadonlyMap<string, string>,
  key: string,
  value: string,
  other: string | undefined,
): string {
  const [kind = "", name = ""] = key.split(" ");
  const dot = name.lastIndexOf(".");
  const type = name.slice(0, dot);
  const number = name.slice(dot + 1);
  switch (kind) {
    case "event":
    case "notification":
      return `${group.name}.${name} ${compared(value, other)}`;
    case "field":
      return `${usesOf(group, items, type)}: field ${number} ${compared(value, other)}`;
    case "enum":
      return `${type}: the constant ${number} ${compared(value, other)}`;
    default:
      return `${group.name}: ${key} ${compared(value, other)}`;
  }
}

function compared(here: string, there: string | undefined): string {
  return there === undefined
    ? `is \`${here}\` here and not in the core`
    : `is \`${here}\` here and \`${there}\` in the core`;
}

/** The first event or notification that carries the type, as people know it; else the type itself. */
function usesOf(
  group: Group,
  items: ReadonlyMap<string, string>,
  type: string,
): string {
  for (const [key, value] of items) {
    const [kind, name] = key.split(" ");
    if (kind === "notification" && value.includes(`(${type})`)) {
      return `${group.name}.${String(name)} payload`;
    }
    if (kind === "event") {
      const [answer = "", error] = value.split(" ! ");
      if (value.includes(`(${type})`)) {
        return `${group.name}.${String(name)} payload`;
      }
      if (answer.endsWith(`-> ${type}`)) {
        return `${group.name}.${String(name)} response`;
      }
      if (error === type) {
        return `${group.name}.${String(name)} error`;
      }
    }
  }
  return type;
}
