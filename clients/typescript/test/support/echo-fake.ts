/** The handlers of the Java test kit's `Echo` once more, for a fake core. */
import {
  DeclaredError,
  fakeCore,
  type FakeCore,
  type FakeCoreOptions,
  type ServedCall,
} from "@parley/client/testing";

import { bindEcho, type EchoHandlers, EchoSender, type Note } from "./echo.js";

/** A fake core that serves the group as the Java one does. */
export function echoFake(options: Partial<FakeCoreOptions> = {}): FakeCore {
  const core: FakeCore = fakeCore({
    plugins: [
      bindEcho({
        ...handlers,
        notify: ({ text, number }) => {
          times(number, (note) => {
            sender.heard(text, note);
          });
        },
        advance: ({ text, number }) => {
          times(number, (note) => {
            sender.progress(text, note);
          });
        },
        change: ({ text, number }) => {
          times(number, (note) => {
            sender.changed(text, note);
          });
        },
        sync: (note) => {
          sender.synced(note.text, { ok: true, value: note });
          sender.synced(note.text, { ok: false, error: note });
        },
      }),
    ],
    onHandlerError: () => undefined,
    ...options,
  });
  const sender = new EchoSender(core);
  return core;
}

/** Sends so many notes. */
function times(count: number, send: (note: Note) => void): void {
  for (let number = 1; number <= count; number++) {
    send({ text: "heard", number });
  }
}

export const handlers: Omit<
  EchoHandlers,
  "notify" | "advance" | "change" | "sync"
> = {
  say(note) {
    if (note.text === "refuse") {
      throw new DeclaredError({
        text: "refused by the handler",
        number: note.number,
      });
    }
    return note;
  },
  wait: (_, call) => ended(call),
  fail(note) {
    switch (note.text) {
      case "null":
        return undefined as unknown as Note;
      case "exception":
        throw new Error("secret of the handler");
      case "undeclared":
        throw new DeclaredError({ text: "undeclared", number: 0 });
      default:
        return { text: "\ud800", number: 0 };
    }
  },
  grow: ({ number }) => ({ text: "x".repeat(number), number: 0 }),
  nothing: () => undefined,
  async *export(head) {
    for (let i = 1; i <= head.number; i++) {
      yield { text: head.text, number: i };
      await Promise.resolve();
    }
    switch (head.text) {
      case "refuse":
        throw new DeclaredError({
          text: "refused by the handler",
          number: head.number,
        });
      case "break":
        throw new Error("secret of the handler");
      default:
        return head;
    }
  },
  async import(head, items) {
    let last = "";
    let count = 0;
    for await (const item of items) {
      if (item.text === "refuse") {
        throw new DeclaredError({
          text: "refused by the handler",
          number: count,
        });
      }
      last = item.text;
      count++;
      if (count === head.number) {
        break;
      }
    }
    return { text: last, number: count };
  },
  async *talk(_, items) {
    let count = 0;
    for await (const item of items) {
      yield item;
      count++;
    }
    return { text: "", number: count };
  },
};

/** Waits until the call has ended, as a handler does that is interrupted. */
export function ended({ signal }: ServedCall): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) {
      reject(signal.reason as Error);
    }
    signal.addEventListener("abort", () => {
      reject(signal.reason as Error);
    });
  });
}
