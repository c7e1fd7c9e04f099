/** The codec against protobuf-es and protobufjs: byte for byte, in both directions. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { MalformedMessageError } from "@parley/client";
import { Writer } from "@parley/client/codec";
import protobufjs from "protobufjs";

import { AllSchema } from "./generated/judge_pb.js";
import { type Dynamic, dynamicType } from "./support/dynamic.js";
import { Random } from "./support/random.js";
import { forJudge, randomMessage } from "./support/values.js";

const MESSAGES = 2000;
const All = dynamicType(AllSchema);
const judge = await loadJudge();

async function loadJudge(): Promise<protobufjs.Type> {
  const root = new protobufjs.Root();
  root.resolvePath = (_, target) =>
    new URL(`../proto/${target}`, import.meta.url).pathname;
  await root.load("judge.proto", { keepCase: true });
  return root.lookupType("judge.All");
}

function random(seed: number): Dynamic {
  return randomMessage(AllSchema, new Random(seed)) as Dynamic;
}

function bytesOf(message: unknown): Uint8Array {
  return All.serializeBinary(message);
}

function byProtobufEs(bytes: Uint8Array): Uint8Array {
  return toBinary(
    AllSchema,
    fromBinary(AllSchema, bytes, { readUnknownFields: false }),
  );
}

test("random messages of every shape are written as protobuf-es writes them, and read back", () => {
  let total = 0;
  for (let seed = 0; seed < MESSAGES; seed++) {
    const message = random(seed);
    const bytes = bytesOf(message);
    const expected = toBinary(
      AllSchema,
      create(AllSchema, forJudge(AllSchema, message)),
    );
    assert.ok(Buffer.from(expected).equals(bytes), `seed ${String(seed)}`);
    assert.deepEqual(
      All.deserializeBinary(expected),
      message,
      `seed ${String(seed)}`,
    );
    total += bytes.length;
  }
  assert.ok(total > MESSAGES * 200, "the messages are not trivial");
});

test("protobufjs reads what is written here, and what it writes is the same", () => {
  for (let seed = 0; seed < MESSAGES; seed++) {
    const bytes = bytesOf(random(seed));
    const rewritten = judge.encode(judge.decode(bytes)).finish();
    assert.ok(Buffer.from(rewritten).equals(bytes), `seed ${String(seed)}`);
  }
});

test("two messages in a row are one message, merged as protobuf-es merges them", () => {
  for (let seed = 0; seed < 500; seed++) {
    const both = joined(
      bytesOf(random(seed)),
      bytesOf(random(seed + 5000)),
      bytesOf(random(seed + 9000)),
    );
    const merged = bytesOf(All.deserializeBinary(both));
    // Entries of a map may have come together in another order, so both are read again.
    assert.deepEqual(
      All.deserializeBinary(merged),
      All.deserializeBinary(byProtobufEs(both)),
      `seed ${String(seed)}`,
    );
  }
});

test("unknown fields of every wire type, groups included, are passed over", () => {
  for (let seed = 0; seed < 500; seed++) {
    const message = random(seed);
    const bytes = bytesOf(message);
    const unknown = unknownFields(new Random(seed));
    assert.deepEqual(
      All.deserializeBinary(joined(unknown, bytes, unknown)),
      message,
    );
  }
});

test("a message cut short at any byte is read to a field's end or refused, never anything else", () => {
  for (let seed = 0; seed < 20; seed++) {
    const bytes = bytesOf(random(seed));
    for (let length = 0; length < Math.min(bytes.length, 3000); length++) {
      readOrRefuse(bytes.subarray(0, length));
    }
  }
});

test("random changes of a message's bytes lead to a message or a MalformedMessageError", () => {
  const chance = new Random(99);
  let refused = 0;
  for (let i = 0; i < 4000; i++) {
    const bytes = bytesOf(random(i % 50)).slice();
    for (let flips = 0; flips <= chance.below(4); flips++) {
      bytes[chance.below(bytes.length)] = chance.below(256);
    }
    refused += readOrRefuse(bytes) ? 0 : 1;
  }
  assert.ok(refused > 500, `${String(refused)} were refused`);
});

function readOrRefuse(bytes: Uint8Array): boolean {
  try {
    All.deserializeBinary(bytes);
    return true;
  } catch (failure) {
    assert.ok(failure instanceof MalformedMessageError, String(failure));
    return false;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function unknownFields(chance: Random): Uint8Array {
  const out = new Writer();
  const tag = (wireType: number): number =>
    ((2000 + chance.below(500)) << 3) | wireType;
  for (let i = 0; i < 6; i++) {
    switch (chance.below(5)) {
      case 0:
        out.int64(tag(0), chance.int64());
        break;
      case 1:
        out.double(tag(1), chance.double());
        break;
      case 2:
        out.string(tag(2), chance.text());
        break;
      case 3:
        out.fixed32(tag(5), chance.uint32());
        break;
      default: {
        const group = tag(3);
        out.tag(group);
        out.string(tag(2), "in a group");
        const inner = tag(3);
        out.tag(inner);
        out.int32(tag(0), -1);
        out.tag(inner + 1);
        out.tag(group + 1);
      }
    }
  }
  return out.take();
}
