/** What each check refuses, where, and how much of it is kept. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { MessageType, Violation } from "@parley/client";
import {
  checkAtLeast,
  checkAtMost,
  checkEmail,
  checkIs,
  checkLessThan,
  checkMoreThan,
  checkNotBlank,
  checkNotEmpty,
  checkNotNull,
  checkPattern,
  checkSize,
  float32,
  listElements,
  mapValues,
  messageType,
  recordValues,
  Violations,
} from "@parley/client/codec";

/** What a check finds: whether it refuses the value. */
function refuses(check: (found: Violations) => void): boolean {
  const found = new Violations();
  check(found);
  for (const violation of found.list) {
    assert.equal(violation.path, "field");
    assert.equal(violation.message, "is wrong");
  }
  assert.ok(found.list.length <= 1);
  return found.list.length === 1;
}

const at = ["field"] as const;
const WRONG = "is wrong";

test("what is absent violates only what says so", () => {
  const absent = undefined;
  assert.ok(
    refuses((it) => {
      checkNotNull(it, ...at, absent, WRONG);
    }),
  );
  assert.ok(
    refuses((it) => {
      checkNotBlank(it, ...at, absent, WRONG);
    }),
  );
  assert.ok(
    refuses((it) => {
      checkNotEmpty(it, ...at, absent, WRONG);
    }),
  );
  for (const check of [
    (it: Violations) => {
      checkSize(it, ...at, absent, 1, 2, WRONG);
    },
    (it: Violations) => {
      checkEmail(it, ...at, absent, WRONG);
    },
    (it: Violations) => {
      checkPattern(it, ...at, absent, "a", WRONG);
    },
    (it: Violations) => {
      checkIs(it, ...at, absent, true, "AssertTrue", WRONG);
    },
    (it: Violations) => {
      checkAtLeast(it, ...at, absent, 1, "Min", WRONG);
    },
    (it: Violations) => {
      checkAtMost(it, ...at, absent, 1, "Max", WRONG);
    },
    (it: Violations) => {
      checkMoreThan(it, ...at, absent, 1, "Min", WRONG);
    },
    (it: Violations) => {
      checkLessThan(it, ...at, absent, 1, "Max", WRONG);
    },
  ]) {
    assert.ok(!refuses(check), check.toString());
  }
});

test("white space is Unicode's, not JavaScript's", () => {
  const refused = (text: string): boolean =>
    refuses((it) => {
      checkNotBlank(it, ...at, text, WRONG);
    });
  for (const text of [
    "",
    " ",
    "\t\n\v\f\r ",
    "\u0085",
    "\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000",
  ]) {
    assert.ok(refused(text), JSON.stringify(text));
  }
  for (const text of ["a", " a ", "\ufeff", "\u200b", "\u0000", "\u180e"]) {
    assert.ok(!refused(text), JSON.stringify(text));
  }
});

test("a size is of UTF-16 units, elements, bytes or entries", () => {
  const four = new Map([1, 2, 3, 4].map((key) => [key, ""]));
  for (const value of [
    "😀😀",
    [1, 2, 3, 4],
    new Uint8Array(4),
    four,
    { a: 1, b: 2, c: 3, d: 4 },
  ]) {
    const refused = (min: number, max: number): boolean =>
      refuses((it) => {
        checkSize(it, ...at, value, min, max, WRONG);
      });
    assert.ok(!refused(4, 4));
    assert.ok(refused(5, 9));
    assert.ok(refused(0, 3));
    assert.ok(
      !refuses((it) => {
        checkNotEmpty(it, ...at, value, WRONG);
      }),
    );
  }
  for (const value of ["", [], new Uint8Array(0), new Map(), {}]) {
    assert.ok(
      refuses((it) => {
        checkNotEmpty(it, ...at, value, WRONG);
      }),
    );
  }
});

test("an e-mail address is what a browser takes, up to the lengths of RFC 5321", () => {
  const refused = (text: string): boolean =>
    refuses((it) => {
      checkEmail(it, ...at, text, WRONG);
    });
  const label = "a".repeat(63);
  const longest = `${label}.${label}.${label}.${label}`;
  for (const text of [
    "a@b",
    "a.b+c@d-e.f",
    "!#$%&'*+/=?^_`{|}~-@x",
    `${"a".repeat(64)}@b`,
    `a@${longest}`,
  ]) {
    assert.ok(!refused(text), text);
  }
  for (const text of [
    "",
    "a",
    "@b",
    "a@",
    "a@b@c",
    "a b@c",
    "a@b.",
    "a@-b",
    "a@b-",
    "ä@b",
    "a@ü",
    "a@b\n",
    `${"a".repeat(65)}@b`,
    `a@${label}a`,
    `a@${longest}.a`,
  ]) {
    assert.ok(refused(text), text);
  }
});

test("a pattern matches the whole of a text of at most 512 units", () => {
  const refused = (text: string, pattern: string): boolean =>
    refuses((it) => {
      checkPattern(it, ...at, text, pattern, WRONG);
    });
  assert.ok(!refused("ab", "a|ab"));
  assert.ok(refused("ab", "a"));
  assert.ok(refused("a\n", "a"));
  assert.ok(!refused("😀", "."));
  assert.ok(!refused("a".repeat(512), "a*"));
  assert.ok(refused("a".repeat(513), "a*"));
});

test("a bound holds at the bound, and NaN is on no side of it", () => {
  const least = (value: number | bigint): boolean =>
    refuses((it) => {
      checkAtLeast<number | bigint>(it, ...at, value, 3, "Min", WRONG);
    });
  const most = (value: number | bigint): boolean =>
    refuses((it) => {
      checkAtMost<number | bigint>(it, ...at, value, 3, "Max", WRONG);
    });
  const more = (value: number): boolean =>
    refuses((it) => {
      checkMoreThan(it, ...at, value, 3, "Min", WRONG);
    });
  const less = (value: number): boolean =>
    refuses((it) => {
      checkLessThan(it, ...at, value, 3, "Max", WRONG);
    });
  assert.deepEqual([2, 3, 4, NaN, 2n, 3n].map(least), [
    true,
    false,
    false,
    true,
    true,
    false,
  ]);
  assert.deepEqual([2, 3, 4, NaN, 3n, 4n].map(most), [
    false,
    false,
    true,
    true,
    false,
    true,
  ]);
  assert.deepEqual([2, 3, 4, NaN].map(more), [true, true, false, true]);
  assert.deepEqual([2, 3, 4, NaN].map(less), [false, true, true, true]);
  assert.equal(float32(0.1), 0.10000000149011612);
  assert.equal(float32(undefined), undefined);
});

test("a boolean is the one that is wanted", () => {
  const refused = (value: boolean, wanted: boolean): boolean =>
    refuses((it) => {
      checkIs(it, ...at, value, wanted, "AssertTrue", WRONG);
    });
  assert.deepEqual([refused(true, true), refused(false, true)], [false, true]);
  assert.deepEqual(
    [refused(false, false), refused(true, false)],
    [false, true],
  );
});

interface Leaf {
  readonly text: string;
  readonly next?: Leaf | undefined;
}

const Leaf: MessageType<Leaf, Partial<Leaf>> = messageType<Leaf, Partial<Leaf>>(
  {
    typeName: "Leaf",
    fromObject: ({ text = "", next }) => ({ text, next }),
    check(message, found) {
      checkNotEmpty(found, "text", message.text, WRONG);
      found.message("next", message.next, Leaf);
    },
    write: () => undefined,
    read: () => ({ text: "" }),
  },
);

const paths = (list: readonly Violation[]): string[] =>
  list.map(({ path }) => path);

test("a path leads through messages, lists and maps, and a union is no step", () => {
  const found = new Violations();
  const bad: Leaf = { text: "", next: { text: "" } };
  found.message("one", bad, Leaf);
  found.message("", { text: "" }, Leaf);
  found.message("none", undefined, Leaf);
  found.messages(listElements("list", [{ text: "fine" }, bad]), Leaf);
  found.messages(recordValues("byName", { 'A "\\ \n': bad }), Leaf);
  found.messages(mapValues("byId", new Map([[-7n, bad]])), Leaf);
  assert.deepEqual(paths(found.list), [
    "one.text",
    "one.next.text",
    "text",
    "list[1].text",
    "list[1].next.text",
    'byName["A \\"\\\\ \\u000a"].text',
    'byName["A \\"\\\\ \\u000a"].next.text',
    "byId[-7].text",
    "byId[-7].next.text",
  ]);
});

test("a key is shown up to 40 units, and no half of a character", () => {
  const shown = (key: string): string | undefined =>
    [...recordValues("m", { [key]: 1 })][0]?.[0];
  assert.equal(shown("k".repeat(40)), `m["${"k".repeat(40)}"]`);
  assert.equal(shown("k".repeat(41)), `m["${"k".repeat(40)}…"]`);
  assert.equal(shown(`${"k".repeat(39)}😀`), `m["${"k".repeat(39)}…"]`);
});

test("100 violations are kept, the first ones", () => {
  const count = (many: number): string[] => {
    const found = new Violations();
    found.messages(
      listElements(
        "list",
        Array.from({ length: many }, () => ({ text: "" })),
      ),
      Leaf,
    );
    return paths(found.list);
  };
  assert.equal(count(100).length, 100);
  assert.equal(count(101).length, 100);
  assert.equal(count(101).at(-1), "list[99].text");
});

test("validate takes a draft, and what it leaves out is empty", () => {
  assert.deepEqual(Leaf.validate({}), [
    { path: "text", constraint: "NotEmpty", message: WRONG },
  ]);
  assert.deepEqual(Leaf.validate({ text: "fine" }), []);
  const unchecked = messageType<Leaf, Partial<Leaf>>({
    typeName: "Unchecked",
    fromObject: Leaf.fromObject,
    write: () => undefined,
    read: () => ({ text: "" }),
  });
  assert.deepEqual(unchecked.validate({}), []);
  assert.equal(unchecked.check, undefined);
});
