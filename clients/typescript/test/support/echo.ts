/** The group that the Java test kit's `Echo` serves, as `parley generate` would write it. */
import type {
  Call,
  CallOptions,
  Conversation,
  ListenerOptions,
  MessageType,
  Observation,
  ResyncItem,
  Result,
  StreamCall,
  StreamOptions,
  UploadCall,
} from "@parley/client";
import {
  callEvent,
  type ConversationEventType,
  converseEvent,
  type EventType,
  messageType,
  NotificationListener,
  type NotificationTypes,
  observeNotifications,
  registerGroup,
  type StreamEventType,
  streamEvent,
  streamNotifications,
  type UploadEventType,
  uploadEvent,
} from "@parley/client/codec";
import {
  bindEvents,
  type NotificationOutlet,
  NotificationSender,
  type Plugin,
  type ServedCall,
} from "@parley/client/testing";

export interface Note {
  readonly text: string;
  readonly number: number;
}

export const Note: MessageType<Note, Partial<Note>> = messageType<
  Note,
  Partial<Note>
>({
  typeName: "Note",
  fromObject: ({ text = "", number = 0 }) => ({ text, number }),
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
});

export const GROUP = registerGroup({
  name: "Echo",
  fingerprint: "00000000000000ec",
  shape: [
    "event Echo.Say = 0 (dev.parley.testkit.Note) -> dev.parley.testkit.Note",
    "field dev.parley.testkit.Note.1 = string text",
    "field dev.parley.testkit.Note.2 = int32 number",
  ],
});

function event(
  name: string,
  error?: MessageType<Note, never>,
): EventType<Note, Note, Note> {
  return {
    group: GROUP,
    name: `Echo.${name}`,
    payload: Note,
    response: Note,
    error,
  };
}

const say = event("Say", Note);
const wait = event("Wait");
const fail = event("Fail");
const grow = event("Grow");
const notify: EventType<Note, undefined, never> = {
  ...event("Notify"),
  response: undefined,
  error: undefined,
};
const advance = { ...notify, name: "Echo.Advance" };
const change = { ...notify, name: "Echo.Change" };
const sync = { ...notify, name: "Echo.Sync" };
const nothing: EventType<undefined, undefined, never> = {
  group: GROUP,
  name: "Echo.Nothing",
  payload: undefined,
  response: undefined,
  error: undefined,
};
const exportNotes: StreamEventType<Note, Note, Note, Note> = {
  ...event("Export", Note),
  fromCore: Note,
};
const importNotes: UploadEventType<Note, Note, Note, Note> = {
  ...event("Import", Note),
  toCore: Note,
};
const talk: ConversationEventType<Note, Note, Note, Note, Note> = {
  ...event("Talk", Note),
  fromCore: Note,
  toCore: Note,
};

type Options = CallOptions | undefined;

export const EchoSay = (note: Note, options?: Options): Call<Note, Note> =>
  callEvent(say, note, options);
export const EchoWait = (note: Note, options?: Options): Call<Note, Note> =>
  callEvent(wait, note, options);
export const EchoFail = (note: Note, options?: Options): Call<Note, Note> =>
  callEvent(fail, note, options);
export const EchoGrow = (note: Note, options?: Options): Call<Note, Note> =>
  callEvent(grow, note, options);
export const EchoAdvance = (
  note: Note,
  options?: Options,
): Call<undefined, never> => callEvent(advance, note, options);

export const EchoChange = (
  note: Note,
  options?: Options,
): Call<undefined, never> => callEvent(change, note, options);

export const EchoSync = (
  note: Note,
  options?: Options,
): Call<undefined, never> => callEvent(sync, note, options);

export const EchoNotify = (
  note: Note,
  options?: Options,
): Call<undefined, never> => callEvent(notify, note, options);
export const EchoNothing = (options?: Options): Call<undefined, never> =>
  callEvent(nothing, undefined, options);
export const EchoExport = (
  note: Note,
  options?: Options,
): StreamCall<Note, Note, Note> => streamEvent(exportNotes, note, options);
export const EchoImport = (
  note: Note,
  options?: Options,
): UploadCall<Note, Note, Note> => uploadEvent(importNotes, note, options);
export const EchoTalk = (
  note: Note,
  options?: Options,
): Conversation<Note, Note, Note, Note> => converseEvent(talk, note, options);

/** What no generated function would send: an event that the core has not, or bytes that are no payload. */
export const callRaw = (
  name: string,
  payload: Uint8Array,
  options?: Options,
): Call<Note, Note> =>
  callEvent(
    {
      ...event(name),
      payload: {
        ...Note,
        write: (_, out) => {
          out.raw(payload);
        },
      },
    },
    Note.fromObject({}),
    options,
  );

/** Calls an event of the group that the Java core has for tests of its process. */
export const callChild = (
  name: string,
  note: Note,
  options?: Options,
): Call<undefined, never> =>
  callEvent({ ...notify, name: `Child.${name}` }, note, options);

export interface HeardHandlers {
  onHeard?: (note: Note, subject: string) => void;
  onProgress?: (note: Note, subject: string) => void;
  onChanged?: (note: Note, subject: string) => void;
  onSynced?: (outcome: Result<Note, Note>, subject: string) => void;
}

const notifications: NotificationTypes<HeardHandlers> = {
  onHeard: { name: "heard", type: 1, payload: Note, subject: true },
  onProgress: { name: "progress", type: 3, payload: Note, subject: true },
  onChanged: { name: "changed", type: 4, payload: Note, subject: true },
  onSynced: {
    name: "synced",
    type: 5,
    payload: Note,
    error: Note,
    subject: true,
  },
};

export type EchoItem =
  | {
      readonly type: "heard" | "progress" | "changed";
      readonly subject: string;
      readonly payload: Note;
    }
  | {
      readonly type: "synced";
      readonly subject: string;
      readonly payload: Result<Note, Note>;
    }
  | ResyncItem;

export const EchoNotification = {
  stream(
    options?: StreamOptions<"heard" | "progress" | "changed" | "synced">,
  ): AsyncIterable<EchoItem> {
    return streamNotifications(GROUP, "Echo", notifications, options);
  },
  observe<T>(
    read: () => PromiseLike<T>,
    onValue: (value: T) => void,
    handlers: HeardHandlers,
    options?: ListenerOptions,
  ): Promise<Observation> {
    return observeNotifications(
      GROUP,
      "Echo",
      notifications,
      read,
      onValue,
      handlers,
      options,
    );
  },
};

export class EchoListener extends NotificationListener<HeardHandlers> {
  constructor(handlers: HeardHandlers, options?: ListenerOptions) {
    super(GROUP, "Echo", notifications, handlers, options);
  }
}

export interface EchoHandlers {
  say(note: Note, call: ServedCall): Note | Promise<Note>;
  wait(note: Note, call: ServedCall): Note | Promise<Note>;
  fail(note: Note, call: ServedCall): Note | Promise<Note>;
  grow(note: Note, call: ServedCall): Note | Promise<Note>;
  notify(note: Note, call: ServedCall): void | Promise<void>;
  advance(note: Note, call: ServedCall): void | Promise<void>;
  change(note: Note, call: ServedCall): void | Promise<void>;
  sync(note: Note, call: ServedCall): void | Promise<void>;
  nothing(call: ServedCall): void | Promise<void>;
  export(note: Note, call: ServedCall): AsyncIterable<Note, Note>;
  import(
    note: Note,
    items: AsyncIterable<Note>,
    call: ServedCall,
  ): Promise<Note>;
  talk(
    note: Note,
    items: AsyncIterable<Note>,
    call: ServedCall,
  ): AsyncIterable<Note, Note>;
}

export function bindEcho(handlers: Partial<EchoHandlers>): Plugin {
  return bindEvents<EchoHandlers>(
    GROUP,
    {
      say,
      wait,
      fail,
      grow,
      notify,
      advance,
      change,
      sync,
      nothing,
      export: exportNotes,
      import: importNotes,
      talk,
    },
    handlers,
  );
}

export class EchoSender extends NotificationSender {
  constructor(outlet: NotificationOutlet) {
    super({ ...GROUP, name: "EchoNotification" }, "Echo", outlet, {
      3: "latest",
      4: { quietMs: 200, maxWaitMs: 1000 },
    });
  }

  progress(subject: string, note: Note): void {
    this._send(3, subject, Note, note);
  }

  changed(subject: string, note: Note): void {
    this._send(4, subject, Note, note);
  }

  synced(subject: string, outcome: Result<Note, Note>): void {
    this._sendOutcome(5, subject, Note, Note, outcome);
  }

  heard(subject: string, note: Note): void {
    this._send(1, subject, Note, note);
  }
}
