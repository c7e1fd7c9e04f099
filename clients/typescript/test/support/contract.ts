/** A small contract as `parley generate` would write it. */
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
  streamEvent,
  type StreamEventType,
  streamNotifications,
  uploadEvent,
  type UploadEventType,
} from "@parley/client/codec";

import { GROUP } from "./played-core.js";

export interface Text {
  readonly text: string;
}

export const Text: MessageType<Text, Partial<Text>> = messageType<
  Text,
  Partial<Text>
>({
  typeName: "test.Text",
  fromObject: (init) => ({ text: init.text ?? "" }),
  write(message, out) {
    if (message.text !== "") {
      out.string(10, message.text);
    }
  },
  read(reader) {
    let text = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === 10) {
        text = reader.string();
      } else {
        reader.skip(tag);
      }
    }
    return { text };
  },
});

const group = registerGroup(GROUP);

export const echo: EventType<Text, Text, Text> = {
  group,
  name: "TestEvent.Echo",
  payload: Text,
  response: Text,
  error: Text,
};

export function TestEventEcho(
  payload: Text,
  options?: CallOptions,
): Call<Text, Text> {
  return callEvent(echo, payload, options);
}

const ask: EventType<Text, Text, Text> = {
  ...echo,
  name: "TestEvent.Ask",
  idempotent: true,
};

/** Running it twice is running it once. */
export function TestEventAsk(
  payload: Text,
  options?: CallOptions,
): Call<Text, Text> {
  return callEvent(ask, payload, options);
}

const nothing: EventType<undefined, undefined, never> = {
  group,
  name: "TestEvent.Nothing",
  payload: undefined,
  response: undefined,
  error: undefined,
};

export function TestEventNothing(
  options?: CallOptions,
): Call<undefined, never> {
  return callEvent(nothing, undefined, options);
}

const list: StreamEventType<Text, Text, Text, Text> = {
  group,
  name: "TestEvent.List",
  payload: Text,
  response: Text,
  error: Text,
  fromCore: Text,
};

/** Sends items to the front end. */
export function TestEventList(
  payload: Text,
  options?: CallOptions,
): StreamCall<Text, Text, Text> {
  return streamEvent(list, payload, options);
}

const collect: UploadEventType<Text, Text, Text, Text> = {
  group,
  name: "TestEvent.Collect",
  payload: Text,
  response: Text,
  error: Text,
  toCore: Text,
};

/** Takes items from the front end. */
export function TestEventCollect(
  payload: Text,
  options?: CallOptions,
): UploadCall<Text, Text, Text> {
  return uploadEvent(collect, payload, options);
}

const chat: ConversationEventType<Text, Text, Text, undefined, never> = {
  group,
  name: "TestEvent.Chat",
  payload: Text,
  response: undefined,
  error: undefined,
  fromCore: Text,
  toCore: Text,
};

/** Does both at once. */
export function TestEventChat(
  payload: Text,
  options?: CallOptions,
): Conversation<Text, Text, undefined, never> {
  return converseEvent(chat, payload, options);
}

export interface TestHandlers {
  onPlain?: (text: Text) => void;
  onAbout?: (text: Text, subject: string) => void;
  onBare?: () => void;
  onSync?: (outcome: Result<Text, Text>, subject: string) => void;
}

const types: NotificationTypes<TestHandlers> = {
  onPlain: { name: "plain", type: 1, payload: Text, subject: false },
  onAbout: { name: "about", type: 2, payload: Text, subject: true },
  onBare: { name: "bare", type: 3, payload: undefined, subject: false },
  onSync: { name: "sync", type: 4, payload: Text, error: Text, subject: true },
};

export type TestItem =
  | { readonly type: "plain"; readonly payload: Text }
  | { readonly type: "about"; readonly subject: string; readonly payload: Text }
  | { readonly type: "bare" }
  | {
      readonly type: "sync";
      readonly subject: string;
      readonly payload: Result<Text, Text>;
    }
  | ResyncItem;

export const TestNotification = {
  group,
  source: "Test",
  stream(
    options?: StreamOptions<"plain" | "about" | "bare" | "sync">,
  ): AsyncIterable<TestItem> {
    return streamNotifications(group, "Test", types, options);
  },
  observe<T>(
    read: () => PromiseLike<T>,
    onValue: (value: T) => void,
    given: TestHandlers,
    options?: ListenerOptions,
  ): Promise<Observation> {
    return observeNotifications(
      group,
      "Test",
      types,
      read,
      onValue,
      given,
      options,
    );
  },
} as const;

export class TestListener extends NotificationListener<TestHandlers> {
  constructor(handlers: TestHandlers, options?: ListenerOptions) {
    super(group, "Test", types, handlers, options);
  }
}
