/** Single rules of the codec, each with the bytes that show it. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  InvalidValueError,
  MalformedMessageError,
  type MessageType,
} from "@parley/client";
import {
  copyMap,
  copyRecord,
  emptyRecord,
  Kind,
  mapMap,
  mapRecord,
  messageType,
  Reader,
  Writer,
} from "@parley/client/codec";
import { MAX_ELEMENTS } from "#dist/codec/limits.js";

interface Node {
  readonly text: string;
  readonly numbers: readonly number[];
  readonly entries: Readonly<Record<string, string>>;
  readonly next: Node | undefined;
}

const Node: MessageType<Node, Partial<Node>> = messageType<Node, Partial<Node>>(
  {
    typeName: "test.Node",
    fromObject: (init) => ({
      text: init.text ?? "",
      numbers: init.numbers ?? [],
      entries: copyRecord(init.entries),
      next: init.next,
    }),
    write(message, out) {
      if (message.text !== "") {
        out.string(10, message.text);
      }
      out.packed(18, Kind.sint32, message.numbers);
      out.record(26, Kind.string, message.entries);
      if (message.next !== undefined) {
        out.message(34, Node, message.next);
      }
    },
    read(reader) {
      let text = "";
      const numbers: number[] = [];
      const entries = emptyRecord<string>();
      let next = 0;
      for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
        switch (tag) {
          case 10:
            text = reader.string();
            break;
          case 16:
            reader.element();
            numbers.push(reader.sint32());
            break;
          case 18:
            reader.packed(Kind.sint32, numbers);
            break;
          case 26:
            reader.recordEntry(Kind.string, entries);
            break;
          case 34:
            next = reader.keep(next);
            break;
          default:
            reader.skip(tag);
        }
      }
      return { text, numbers, entries, next: reader.keptOptional(Node, next) };
    },
  },
);

function read(...bytes: readonly number[]): Node {
  return Node.deserializeBinary(Uint8Array.from(bytes));
}

function refuse(problem: RegExp, ...bytes: readonly number[]): void {
  assert.throws(
    () => read(...bytes),
    (failure) => {
      assert.ok(failure instanceof MalformedMessageError);
      assert.match(failure.message, problem);
      assert.equal(failure.typeName, "test.Node");
      return true;
    },
  );
}

function nested(depth: number): Node {
  let node = Node.fromObject({ text: "inside" });
  for (let i = 0; i < depth; i++) {
    node = Node.fromObject({ next: node });
  }
  return node;
}

test("the last of several values counts", () => {
  assert.equal(read(10, 1, 97, 10, 1, 98).text, "b");
});

test("packed and unpacked values of one list may follow each other", () => {
  assert.deepEqual(
    read(16, 1, 18, 2, 2, 3, 16, 4, 18, 0).numbers,
    [-1, 1, -2, 2],
  );
});

test("a message that stands in pieces is the sum of its pieces, however deep", () => {
  const { next } = read(
    34,
    3,
    10,
    1,
    97,
    34,
    4,
    34,
    2,
    16,
    2,
    34,
    4,
    34,
    2,
    16,
    4,
  );
  assert.equal(next?.text, "a");
  assert.deepEqual(next.next?.numbers, [1, 2]);
});

test("very many pieces take time in proportion to their number", () => {
  const pieces = 200_000;
  const bytes = new Uint8Array(pieces * 4);
  for (let i = 0; i < pieces; i++) {
    bytes.set([34, 2, 16, 2], i * 4);
  }
  assert.equal(Node.deserializeBinary(bytes).next?.numbers.length, pieces);
});

test("what is malformed is refused with the type and the place", () => {
  refuse(
    /^test\.Node: cut short: 5 more bytes are declared, 1 are there \(at byte 2\)$/,
    10,
    5,
    97,
  );
  refuse(/cut short/, 10);
  refuse(/cut short/, 16, 128);
  refuse(/not UTF-8/, 10, 2, 0xc3, 0x28);
  refuse(/not UTF-8/, 10, 3, 0xed, 0xa0, 0x80);
  refuse(/not UTF-8/, 10, 2, 0xc0, 0x80);
  refuse(/not UTF-8/, 10, 4, 0xf4, 0x90, 0x80, 0x80);
  refuse(/no such field number/, 0, 1);
  refuse(/no such field number/, 128, 128, 128, 128, 16, 1);
  refuse(/wire type 7/, 15);
  refuse(/ends a group that has not begun/, 12);
  refuse(/group in field 5 has no end/, 43, 16, 1);
  refuse(/ends a group/, 43, 52);
  refuse(/longer than ten bytes/, 16, ...new Array<number>(10).fill(128), 0);
  refuse(/longer than ten bytes/, 40, ...new Array<number>(10).fill(128), 0);
  refuse(
    /a length of 18446744073709551615 bytes/,
    10,
    ...new Array<number>(9).fill(255),
    1,
  );
});

test("a text may hold a real U+FFFD, a byte order mark and every plane", () => {
  const node = Node.fromObject({ text: "\ufeff\ufffd x \u{1f600}" });
  assert.deepEqual(Node.deserializeBinary(Node.serializeBinary(node)), node);
});

test("messages nest as deep as the limit and no deeper, in both directions", () => {
  const deepest = nested(100);
  const bytes = Node.serializeBinary(deepest);
  assert.deepEqual(Node.deserializeBinary(bytes), deepest);
  assert.throws(() => Node.serializeBinary(nested(101)), {
    name: "InvalidValueError",
    message: /nested deeper than the limit of 100; does it contain itself\?/,
  });
  const out = new Writer();
  out.message(34, Node, nested(99));
  const onceMore = new Writer();
  onceMore.bytes(34, out.take());
  const tooDeep = new Writer();
  tooDeep.bytes(34, onceMore.take());
  assert.throws(() => Node.deserializeBinary(tooDeep.take()), {
    name: "MalformedMessageError",
    message: /nested deeper than the limit of 100/,
  });
});

test("groups nest as deep as the limit and no deeper", () => {
  const groups = (count: number): number[] => [
    ...new Array<number>(count).fill(43),
    ...new Array<number>(count).fill(44),
  ];
  assert.equal(read(...groups(100)).text, "");
  refuse(/nested deeper/, ...groups(101));
});

test("a message has as many elements as the limit and no more", () => {
  const packed = (count: number): Uint8Array => {
    const out = new Writer();
    out.packed(18, Kind.sint32, new Array<number>(count).fill(0));
    return out.take();
  };
  const all = packed(MAX_ELEMENTS);
  assert.equal(Node.deserializeBinary(all).numbers.length, 262_144);
  const refused = {
    name: "MalformedMessageError",
    message: /the message has more than 262144 list elements and map entries/,
  };
  assert.throws(
    () => Node.deserializeBinary(packed(MAX_ELEMENTS + 1)),
    refused,
  );
  // Those of all lists, maps and depths count together.
  for (const more of [
    [16, 0],
    [26, 0],
    [34, 2, 16, 0],
    [34, 2, 26, 0],
  ]) {
    assert.throws(
      () => Node.deserializeBinary(Uint8Array.from([...all, ...more])),
      refused,
    );
  }
  // Those of a payload are counted from its beginning.
  const frame = new Writer();
  frame.packed(18, Kind.sint32, [1]);
  frame.bytes(34, all);
  const reader = new Reader(frame.take());
  reader.tag();
  reader.packed(Kind.sint32, []);
  reader.tag();
  const payload = reader.payload(Node, reader.keep(0));
  assert.equal(payload.numbers.length, 262_144);
});

test("__proto__ is a key like any other", () => {
  const entries = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<
    string,
    string
  >;
  const copy = Node.deserializeBinary(
    Node.serializeBinary(Node.fromObject({ entries })),
  ).entries;
  assert.deepEqual(Object.entries(copy), [
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
  assert.equal("toString" in copy, false);
});

test("a value that its field cannot hold is refused with type, field and value", () => {
  const out = new Writer();
  const refused: [() => void, RegExp][] = [
    [
      () => {
        out.int32(8, 1.5);
      },
      /^message, field 1, holds 1\.5, which is not an int32$/,
    ],
    [
      () => {
        out.int32(8, 2 ** 31);
      },
      /2147483648, which is not an int32/,
    ],
    [
      () => {
        out.int32(8, NaN);
      },
      /NaN/,
    ],
    [
      () => {
        out.uint32(16, -1);
      },
      /field 2, holds -1, which is not a uint32/,
    ],
    [
      () => {
        out.sint32(8, -(2 ** 31) - 1);
      },
      /sint32/,
    ],
    [
      () => {
        out.fixed32(13, 2 ** 32);
      },
      /fixed32/,
    ],
    [
      () => {
        out.sfixed32(13, 2 ** 31);
      },
      /sfixed32/,
    ],
    [
      () => {
        out.int64(8, 2n ** 63n);
      },
      /9223372036854775808, which is not an int64/,
    ],
    [
      () => {
        out.int64(8, 1 as unknown as bigint);
      },
      /which is a bigint/,
    ],
    [
      () => {
        out.uint64(8, -1n);
      },
      /uint64/,
    ],
    [
      () => {
        out.sint64(8, 2n ** 63n);
      },
      /sint64/,
    ],
    [
      () => {
        out.fixed64(9, 2n ** 64n);
      },
      /fixed64/,
    ],
    [
      () => {
        out.sfixed64(9, -(2n ** 63n) - 1n);
      },
      /sfixed64/,
    ],
    [
      () => {
        out.float(13, 1e39);
      },
      /1e\+39, which is not a float/,
    ],
    [
      () => {
        out.double(9, "1" as unknown as number);
      },
      /a string, which is not a double/,
    ],
    [
      () => {
        out.bool(8, 1 as unknown as boolean);
      },
      /not a bool/,
    ],
    [
      () => {
        out.bytes(10, [1] as unknown as Uint8Array);
      },
      /not a Uint8Array/,
    ],
    [
      () => {
        out.string(10, "a\ud800");
      },
      /half of a surrogate pair/,
    ],
    [
      () => {
        out.string(10, "a".repeat(50) + "\udc00");
      },
      /half of a surrogate pair/,
    ],
    [
      () => {
        out.message(34, Node, undefined as unknown as Node);
      },
      /undefined, which is not a test\.Node/,
    ],
  ];
  for (const [write, problem] of refused) {
    assert.throws(
      write,
      (failure) =>
        failure instanceof InvalidValueError && problem.test(failure.message),
    );
  }
});

test("bytes that were handed out are not touched by later messages", () => {
  const first = Node.serializeBinary(Node.fromObject({ text: "first" }));
  const copy = first.slice();
  for (let i = 0; i < 3000; i++) {
    Node.serializeBinary(Node.fromObject({ text: "another".repeat(i % 9) }));
  }
  assert.deepEqual(first, copy);
  assert.deepEqual(Node.deserializeBinary(first).text, "first");
});

test("a message that fails leaves nothing behind, and one inside another's getter does no harm", () => {
  assert.throws(() =>
    Node.serializeBinary({
      ...Node.fromObject({}),
      text: 1 as unknown as string,
    }),
  );
  const strange: Node = {
    ...Node.fromObject({}),
    get text() {
      return String(
        Node.serializeBinary(Node.fromObject({ text: "inner" })).length,
      );
    },
  };
  assert.equal(Node.deserializeBinary(Node.serializeBinary(strange)).text, "7");
});

test("lengths are right around the sizes where their own length changes", () => {
  for (const size of [127, 128, 16383, 16384, 2097151, 2097152]) {
    for (const letter of ["x", "é"]) {
      const node = Node.fromObject({
        next: Node.fromObject({ text: letter.repeat(size / letter.length) }),
      });
      assert.deepEqual(
        Node.deserializeBinary(Node.serializeBinary(node)),
        node,
      );
    }
  }
});

test("maps and records are copied, their values converted", () => {
  const map = new Map([[1, "a"]]);
  assert.notEqual(copyMap(map), map);
  assert.deepEqual(copyMap(map), map);
  assert.deepEqual(
    mapMap(map, (text) => text.length),
    new Map([[1, 1]]),
  );
  assert.deepEqual(
    { ...mapRecord({ a: "xy" }, (text) => text.length) },
    { a: 2 },
  );
  assert.deepEqual(
    [copyMap(undefined).size, mapMap(undefined, String).size],
    [0, 0],
  );
});

test("a reader reads its part of the bytes and no more", () => {
  const reader = new Reader(Uint8Array.of(9, 9, 8, 5, 9), 2, 4);
  assert.equal(reader.tag(), 8);
  assert.equal(reader.int32(), 5);
  assert.equal(reader.tag(), 0);
});
