/** Takes a gibibyte from a core and gives it one, and says how fast it was. Argument: the socket. */
import { connect } from "@parley/client";
import {
  ChunkPB,
  FeedEventDownload,
  FeedEventUpload,
  OrderPB,
} from "./generated/dev.parley.benchmarks.feed/index.js";

const CHUNK = 64 * 1024;
const CHUNKS = 1024 ** 3 / CHUNK;

const core = await connect({ socket: process.argv[2] ?? "" });

let started = performance.now();
let bytes = 0;
const order = OrderPB.fromObject({
  chunks: CHUNKS,
  bytes: BigInt(CHUNKS * CHUNK),
});
for await (const chunk of FeedEventDownload(order)) {
  bytes += chunk.content.length;
}
report("down");

started = performance.now();
const chunk = ChunkPB.fromObject({ content: new Uint8Array(CHUNK) });
const upload = FeedEventUpload(order);
for (let i = 0; i < CHUNKS; i++) {
  await upload.push(chunk);
}
bytes = Number((await upload.finish()).bytes);
report("up");

await core.close();

function report(way: string): void {
  if (bytes !== CHUNKS * CHUNK) {
    throw new Error(`${String(bytes)} bytes went ${way}`);
  }
  const speed = bytes / 1e3 / (performance.now() - started);
  console.log(`1 GiB ${way} at ${speed.toFixed(0)} MB/s`);
}
