import {
  type DescField,
  type DescMessage,
  ScalarType,
} from "@bufbuild/protobuf";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";

import { type Dynamic, kindName } from "./dynamic.js";
import type { Random } from "./random.js";

/** A random message of the type, as this package represents it. About one field in three is there. */
export function randomMessage(
  desc: DescMessage,
  random: Random,
  depth = 0,
): unknown {
  if (desc.typeName.startsWith("google.protobuf.")) {
    return { seconds: BigInt(random.below(2e9)), nanos: random.below(1e9) };
  }
  if (desc.oneofs.some((oneof) => oneof.fields.length > 1)) {
    const field = desc.fields[depth > 2 ? 0 : random.below(desc.fields.length)];
    const value = randomMessage(field!.message!, random, depth + 1);
    return { kind: field?.localName, value };
  }
  const message: Dynamic = {};
  for (const field of desc.fields) {
    message[field.localName] = randomField(field, random, depth);
  }
  return message;
}

function randomField(field: DescField, random: Random, depth: number): unknown {
  const present = random.chance(3);
  switch (field.fieldKind) {
    case "scalar":
      return present ? scalar(field.scalar, random) : absent(field);
    case "enum":
      return present ? random.pick([0, 1, 2, -3, 77]) : absent(field);
    case "message":
      if (field.name.startsWith("required_")) {
        return randomMessage(field.message, random, depth + 1);
      }
      return present && depth < 3 && random.chance(depth + 1)
        ? randomMessage(field.message, random, depth + 1)
        : undefined;
    case "list": {
      const length =
        present && (field.listKind !== "message" || depth < 2)
          ? random.below(5)
          : 0;
      return Array.from({ length }, () => item(field, random, depth));
    }
    case "map": {
      // Two judges keep maps in objects, which sort some keys; one entry has no order.
      const length =
        present && (field.mapKind !== "message" || depth < 2)
          ? random.below(2)
          : 0;
      const entries = Array.from({ length }, () => [
        scalar(field.mapKey, random),
        item(field, random, depth),
      ]);
      return field.mapKey === ScalarType.STRING
        ? Object.assign(
            Object.create(null) as object,
            Object.fromEntries(entries),
          )
        : new Map(entries as [unknown, unknown][]);
    }
  }
}

function item(field: DescField, random: Random, depth: number): unknown {
  if (field.message !== undefined) {
    return randomMessage(field.message, random, depth + 1);
  }
  return field.scalar === undefined
    ? random.pick([0, 1, 2, -3, 77])
    : scalar(field.scalar, random);
}

function absent(field: DescField & { fieldKind: "scalar" | "enum" }): unknown {
  if (field.presence === FeatureSet_FieldPresence.EXPLICIT) {
    return undefined;
  }
  if (field.fieldKind === "enum") {
    return 0;
  }
  switch (kindName(field.scalar)) {
    case "string":
      return "";
    case "bytes":
      return new Uint8Array(0);
    case "bool":
      return false;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return 0n;
    default:
      return 0;
  }
}

function scalar(type: ScalarType, random: Random): unknown {
  switch (kindName(type)) {
    case "string":
      return random.text();
    case "bytes":
      return random.bytes();
    case "bool":
      return random.chance(2);
    case "int64":
    case "sint64":
    case "sfixed64":
      return random.int64();
    case "uint64":
    case "fixed64":
      return random.uint64();
    case "uint32":
    case "fixed32":
      return random.uint32();
    case "float":
      return random.float();
    case "double":
      return random.double();
    default:
      return random.int32();
  }
}

/** The message as protobuf-es wants it for `create`. */
export function forJudge(desc: DescMessage, value: unknown): Dynamic {
  const message = value as Dynamic;
  if (typeof message["kind"] === "string") {
    const field = desc.fields.find(
      (each) => each.localName === message["kind"],
    );
    const inner = forJudge(field!.message!, message["value"]);
    return { kind: { case: message["kind"], value: inner } };
  }
  const converted: Dynamic = {};
  for (const field of desc.fields) {
    const each = message[field.localName];
    if (each !== undefined) {
      converted[field.localName] = fieldForJudge(field, each);
    }
  }
  return converted;
}

function fieldForJudge(field: DescField, value: unknown): unknown {
  const convert = (each: unknown): unknown =>
    field.message === undefined ? each : forJudge(field.message, each);
  switch (field.fieldKind) {
    case "list":
      return (value as unknown[]).map(convert);
    case "map": {
      const entries =
        value instanceof Map ? [...value] : Object.entries(value as object);
      return Object.fromEntries(
        entries.map(([key, each]) => [String(key), convert(each)]),
      );
    }
    default:
      return convert(value);
  }
}
