/** A small contract as `parley generate` would write it. */
import type {
  Call,
  CallOptions,
  ListenerOptions,
  MessageType,
} from "@parley/client";
import {
  callEvent,
  type EventType,
  messageType,
  NotificationListener,
  type NotificationTypes,
  registerGroup,
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

const echo: EventType<Text, Text, Text> = {
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

export interface TestHandlers {
  onPlain?: (text: Text) => void;
  onAbout?: (text: Text, subject: string) => void;
  onBare?: () => void;
}

const types: NotificationTypes<TestHandlers> = {
  onPlain: { type: 1, payload: Text, subject: false },
  onAbout: { type: 2, payload: Text, subject: true },
  onBare: { type: 3, payload: undefined, subject: false },
};

export class TestListener extends NotificationListener<TestHandlers> {
  constructor(handlers: TestHandlers, options?: ListenerOptions) {
    super(group, "Test", types, handlers, options);
  }
}
