/**
 * Compares this codec with protobuf-es and protobufjs (static code) on the same messages: medians of
 * interleaved rounds in nanoseconds, and how many times longer the others take.
 */
import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
} from "@bufbuild/protobuf";
import type { MessageType } from "@parley/client";

import {
  SignInSchema,
  UserProfileSchema,
  WorkspaceSchema,
} from "../generated/bench_pb.js";
import { bench as pbjs } from "../generated/bench_pbjs.js";
import { SignIn, UserProfile, Workspace } from "./messages.js";

/** protobufjs's static classes, as far as they are used here. */
interface StaticClass {
  create(properties: object): object;
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): object;
}

interface Contender {
  readonly name: string;
  readonly encode: () => Uint8Array;
  readonly decode: () => object;
}

interface Case {
  readonly name: string;
  readonly repeat: number;
  readonly contenders: readonly Contender[];
}

const ROUNDS = 41;

const signIn = SignIn.fromObject({
  email: "annie@appflowy.io",
  password: "A!@123abcdefghijklmno",
  name: "Annie Lennox",
});
const profile = UserProfile.fromObject({
  id: "8f14e45f-ceea-467f-a8d3-0c9d1b6b3b6e",
  email: "annie@appflowy.io",
  name: "Annie Lennox",
  token: "dG9rZW4tMTIzNDU2Nzg5MDEy",
  iconUrl: "https://a.io/i/annie.png",
});
const workspace = Workspace.fromObject({
  id: "workspace-0001",
  name: "Größere Pläne ✈",
  owner: profile,
  views: Array.from({ length: 20 }, (_, i) => ({
    id: `view-${String(i)}`,
    title:
      i % 5 === 0 ? `Übersicht ${String(i)}` : `Meeting notes ${String(i)}`,
    layout: i % 4,
    modified: 1_700_000_000_000n + BigInt(i * 1000),
    pinned: i % 3 === 0,
    tags: ["work", "2026", `tag-${String(i)}`],
  })),
  settings: {
    theme: "dark",
    font: "Poppins",
    locale: "de-CH",
    sidebar: "collapsed",
  },
  offsets: Array.from({ length: 16 }, (_, i) => i * 12.75),
  order: Array.from({ length: 32 }, (_, i) => i * 37),
});

const cases = [
  caseOf("SignIn", 20_000, SignIn, signIn, SignInSchema, pbjs.SignIn, signIn),
  caseOf(
    "UserProfile",
    20_000,
    UserProfile,
    profile,
    UserProfileSchema,
    pbjs.UserProfile,
    profile,
  ),
  caseOf(
    "Workspace",
    1_000,
    Workspace,
    workspace,
    WorkspaceSchema,
    pbjs.Workspace,
    {
      ...workspace,
      views: workspace.views.map((view) => ({
        ...view,
        modified: Number(view.modified),
      })),
    },
  ),
];

for (const each of cases) {
  report(each, "encode");
  report(each, "decode");
}

function caseOf<T extends object>(
  name: string,
  repeat: number,
  type: MessageType<T, never>,
  message: T,
  schema: DescMessage,
  staticClass: unknown,
  forStatic: object,
): Case {
  const judge = staticClass as StaticClass;
  const bytes = Buffer.from(type.serializeBinary(message));
  const es = create(schema, message as Record<string, unknown>);
  const js = judge.create(forStatic);
  for (const other of [toBinary(schema, es), judge.encode(js).finish()]) {
    if (!bytes.equals(other)) {
      throw new Error(`${name}: the encodings differ`);
    }
  }
  return {
    name: `${name} (${String(bytes.length)} B)`,
    repeat,
    contenders: [
      {
        name: "parley",
        encode: () => type.serializeBinary(message),
        decode: () => type.deserializeBinary(bytes),
      },
      {
        name: "protobuf-es",
        encode: () => toBinary(schema, es),
        decode: () => fromBinary(schema, bytes),
      },
      {
        name: "protobufjs",
        encode: () => judge.encode(js).finish(),
        decode: () => judge.decode(bytes),
      },
    ],
  };
}

function report(
  { name, repeat, contenders }: Case,
  way: "encode" | "decode",
): void {
  const times = contenders.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    contenders.forEach((contender, i) =>
      times[i]?.push(time(contender[way], repeat)),
    );
  }
  const medians = times.map(
    (all) => all.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0,
  );
  const [ours = 1] = medians;
  const columns = contenders.map(
    (contender, i) =>
      `${contender.name} ${String(Math.round(medians[i] ?? 0))} ns (${((medians[i] ?? 0) / ours).toFixed(2)})`,
  );
  console.log(`${name} ${way}: ${columns.join("  ")}`);
}

function time(run: () => object, repeat: number): number {
  let last: object = run();
  const start = process.hrtime.bigint();
  for (let i = 0; i < repeat; i++) {
    last = run();
  }
  const nanos = Number(process.hrtime.bigint() - start) / repeat;
  if (Object.keys(last).length === 0) {
    throw new Error("nothing was done");
  }
  return nanos;
}
