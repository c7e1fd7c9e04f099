/** The conversation at the end of docs/protocol.md, held by this client byte for byte. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { fromBinary } from "@bufbuild/protobuf";
import { connect, type MessageType } from "@parley/client";
import {
  callEvent,
  type EventType,
  messageType,
  NotificationListener,
  registerGroup,
  type Writer,
} from "@parley/client/codec";

import { eventField, FrameWriter } from "#dist/wire/frame-writer.js";

import { type Frame, FrameSchema } from "./generated/parley_pb.js";
import { PlayedCore } from "./support/played-core.js";

interface Line {
  readonly text: string;
  readonly number: number;
}

const Line: MessageType<Line, Partial<Line>> = messageType<Line, Partial<Line>>(
  {
    typeName: "Line",
    fromObject: (init) => ({ text: init.text ?? "", number: init.number ?? 0 }),
    write(message, out) {
      if (message.text !== "") {
        out.string(10, message.text);
      }
      if (message.number !== 0) {
        out.int32(16, message.number);
      }
    },
    read(reader) {
      let text = "";
      let number = 0;
      for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
        switch (tag) {
          case 10:
            text = reader.string();
            break;
          case 16:
            number = reader.int32();
            break;
          default:
            reader.skip(tag);
        }
      }
      return { text, number };
    },
  },
);

/** A played core that keeps the bytes as well. */
class Recorder extends PlayedCore {
  readonly sent: string[] = [];

  override send(bytes: Uint8Array): void {
    this.sent.push(Buffer.from(bytes).toString("hex"));
    super.send(bytes);
  }
}

function pageText(): Promise<string> {
  return readFile(
    new URL("../../../../docs/protocol.md", import.meta.url),
    "utf8",
  );
}

/** A payload that is bytes already. */
const Raw = {
  typeName: "Raw",
  write: (bytes: Uint8Array, out: Writer): void => {
    out.raw(bytes);
  },
};

/** Writes a frame of the page anew, as this client writes it; `undefined` for one that it never sends. */
function written({ body }: Frame): Uint8Array | undefined {
  const out = new FrameWriter();
  switch (body.case) {
    case "request": {
      const { id, event, payload, timeoutMs, traceparent } = body.value;
      const trace = traceparent === "" ? undefined : traceparent;
      const field = eventField(event);
      const type = payload.length === 0 ? undefined : Raw;
      out.request(Number(id), field, type, payload, timeoutMs, trace);
      break;
    }
    case "subscribe": {
      const { id, source, types, subjects } = body.value;
      out.subscribe(Number(id), source, types, subjects);
      break;
    }
    case "unsubscribe":
      out.unsubscribe(Number(body.value.id));
      break;
    case "cancel":
      out.cancel(Number(body.value.id));
      break;
    case "item":
      out.item(Number(body.value.id), Raw, body.value.payload);
      break;
    case "end":
      out.streamEnd(Number(body.value.id));
      break;
    case "credit": {
      const { id, items, bytes } = body.value;
      out.credit(Number(id), items, bytes);
      break;
    }
    case "pong":
      out.pong(body.value.id);
      break;
    case "goAway":
      out.goAway(body.value.reason, body.value.message);
      break;
    default:
      return undefined;
  }
  return out.take();
}

test("the page's frames are what this client writes, byte for byte", async () => {
  const blocks = [
    ...(await pageText()).matchAll(/```frame ([^\n]*)\n([^`]*)```/g),
  ];
  assert.ok(blocks.length >= 13, `${String(blocks.length)} frames were found`);
  const compared = new Set<string>();
  for (const [, name = "", hex = ""] of blocks) {
    const bytes = Buffer.from(hex.replaceAll(/\s/g, ""), "hex");
    assert.equal(bytes.readUInt32BE(0), bytes.length - 4, name);
    const frame = fromBinary(FrameSchema, bytes.subarray(4));
    const again = written(frame);
    if (again !== undefined) {
      assert.equal(
        Buffer.from(again).toString("hex"),
        bytes.toString("hex"),
        name,
      );
      compared.add(frame.body.case ?? "");
    }
  }
  for (const kind of [
    "request",
    "subscribe",
    "unsubscribe",
    "pong",
    "goAway",
  ]) {
    assert.ok(compared.has(kind), kind);
  }
});

async function conversation(): Promise<{ from: string; hex: string }[]> {
  const page = await pageText();
  const [, block = ""] = /```conversation\n([^`]*)```/.exec(page) ?? [];
  return block
    .trim()
    .split("\n")
    .map((line) => ({
      from: line.charAt(0),
      hex: line.slice(1).replaceAll(" ", ""),
    }));
}

test("the conversation of the protocol's page goes as it stands there", async () => {
  const lines = await conversation();
  assert.equal(lines.length, 14);
  const played = new Recorder();
  const line = (i: number, from: string): string => {
    const { from: sender, hex } = lines[i] ?? { from: "", hex: "" };
    assert.equal(sender, from);
    return hex;
  };
  const client = (i: number): string => line(i, ">");
  const core = (i: number): void => {
    played.sayBytes(Buffer.from(line(i, "<"), "hex"));
  };
  const sent = async (): Promise<string | undefined> => {
    await new Promise(setImmediate);
    return played.sent.shift();
  };

  const group = registerGroup({
    name: "Echo",
    fingerprint: "00000000000000ec",
    shape: [],
  });
  const event = (name: string): EventType<Line, Line, never> => ({
    group,
    name,
    payload: name === "X" ? undefined : Line,
    response: name === "Echo.Say" ? Line : undefined,
    error: undefined,
  });

  const connecting = connect({ transport: played, name: "page" });
  // This client tells its limits as well, which the page's leaves out.
  const limits = "2080808002" + "288002" + "30808010";
  const expected = client(0).replace(/^000000240a22/, "000000300a2e");
  assert.equal(await sent(), expected + limits);
  core(1);
  const options = { core: await connecting };

  const hi = { text: "hi", number: 7 };
  const said = callEvent(event("Echo.Say"), hi, options);
  assert.equal(await sent(), client(2));
  core(3);
  assert.deepEqual(await said, hi);

  // The page's client has used number 2 for something else.
  const refused = callEvent(event("Echo.Say"), { ...hi, number: 0.5 }, options);
  await assert.rejects(refused, { reason: "INVALID_PAYLOAD" });

  const unknown = callEvent(event("X"), hi, options);
  assert.equal(await sent(), client(4));
  core(5);
  await assert.rejects(unknown, {
    reason: "UNKNOWN_EVENT",
    message: "X: This core has no event X",
  });

  const heard: Line[] = [];
  const listener = new NotificationListener<{ onHeard?: (line: Line) => void }>(
    group,
    "Echo",
    { onHeard: { name: "heard", type: 1, payload: Line, subject: false } },
    { onHeard: (line) => heard.push(line) },
    { ...options, subjects: ["u1"] },
  );
  const started = listener.start();
  assert.equal(await sent(), client(6));
  core(7);
  await started;

  const notified = callEvent(
    event("Echo.Notify"),
    { text: "u1", number: 1 },
    options,
  );
  assert.equal(await sent(), client(8));
  core(9);
  core(10);
  await notified;
  assert.deepEqual(heard, [{ text: "heard", number: 1 }]);

  listener.stop();
  assert.equal(await sent(), client(11));
  // Either side may ping: the page's client does, here the core sends the same bytes.
  played.sayBytes(Buffer.from(client(12), "hex"));
  assert.equal(await sent(), line(13, "<"));
});
