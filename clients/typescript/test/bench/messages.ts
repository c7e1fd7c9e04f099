/** The messages of bench.proto as `parley generate` writes them. */
import type { MessageType } from "@parley/client";
import {
  copyRecord,
  emptyRecord,
  Kind,
  messageType,
} from "@parley/client/codec";

export interface SignIn {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export const SignIn: MessageType<SignIn, Partial<SignIn>> = messageType<
  SignIn,
  Partial<SignIn>
>({
  typeName: "bench.SignIn",
  fromObject(init) {
    return {
      email: init.email ?? "",
      password: init.password ?? "",
      name: init.name ?? "",
    };
  },
  write(message, out) {
    if (message.email !== "") {
      out.string(10, message.email);
    }
    if (message.password !== "") {
      out.string(18, message.password);
    }
    if (message.name !== "") {
      out.string(26, message.name);
    }
  },
  read(reader) {
    let email = "";
    let password = "";
    let name = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          email = reader.string();
          break;
        case 18:
          password = reader.string();
          break;
        case 26:
          name = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { email, password, name };
  },
});

export interface UserProfile {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly token: string;
  readonly iconUrl: string;
}

export const UserProfile: MessageType<
  UserProfile,
  Partial<UserProfile>
> = messageType<UserProfile, Partial<UserProfile>>({
  typeName: "bench.UserProfile",
  fromObject(init) {
    return {
      id: init.id ?? "",
      email: init.email ?? "",
      name: init.name ?? "",
      token: init.token ?? "",
      iconUrl: init.iconUrl ?? "",
    };
  },
  write(message, out) {
    if (message.id !== "") {
      out.string(10, message.id);
    }
    if (message.email !== "") {
      out.string(18, message.email);
    }
    if (message.name !== "") {
      out.string(26, message.name);
    }
    if (message.token !== "") {
      out.string(34, message.token);
    }
    if (message.iconUrl !== "") {
      out.string(42, message.iconUrl);
    }
  },
  read(reader) {
    let id = "";
    let email = "";
    let name = "";
    let token = "";
    let iconUrl = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          id = reader.string();
          break;
        case 18:
          email = reader.string();
          break;
        case 26:
          name = reader.string();
          break;
        case 34:
          token = reader.string();
          break;
        case 42:
          iconUrl = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { id, email, name, token, iconUrl };
  },
});

export interface View {
  readonly id: string;
  readonly title: string;
  readonly layout: number;
  readonly modified: bigint;
  readonly pinned: boolean;
  readonly tags: readonly string[];
}

export const View: MessageType<View, Partial<View>> = messageType<
  View,
  Partial<View>
>({
  typeName: "bench.View",
  fromObject(init) {
    return {
      id: init.id ?? "",
      title: init.title ?? "",
      layout: init.layout ?? 0,
      modified: init.modified ?? 0n,
      pinned: init.pinned ?? false,
      tags: init.tags ?? [],
    };
  },
  write(message, out) {
    if (message.id !== "") {
      out.string(10, message.id);
    }
    if (message.title !== "") {
      out.string(18, message.title);
    }
    if (message.layout !== 0) {
      out.int32(24, message.layout);
    }
    if (message.modified !== 0n) {
      out.int64(32, message.modified);
    }
    if (message.pinned) {
      out.bool(40, message.pinned);
    }
    for (const value of message.tags) {
      out.string(50, value);
    }
  },
  read(reader) {
    let id = "";
    let title = "";
    let layout = 0;
    let modified = 0n;
    let pinned = false;
    const tags: string[] = [];
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          id = reader.string();
          break;
        case 18:
          title = reader.string();
          break;
        case 24:
          layout = reader.int32();
          break;
        case 32:
          modified = reader.int64();
          break;
        case 40:
          pinned = reader.bool();
          break;
        case 50:
          reader.element();
          tags.push(reader.string());
          break;
        default:
          reader.skip(tag);
      }
    }
    return { id, title, layout, modified, pinned, tags };
  },
});

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly owner: UserProfile;
  readonly views: readonly View[];
  readonly settings: Readonly<Record<string, string>>;
  readonly offsets: readonly number[];
  readonly order: readonly number[];
}

export const Workspace: MessageType<
  Workspace,
  Partial<Workspace>
> = messageType<Workspace, Partial<Workspace>>({
  typeName: "bench.Workspace",
  fromObject(init) {
    return {
      id: init.id ?? "",
      name: init.name ?? "",
      owner: UserProfile.fromObject(init.owner ?? {}),
      views: (init.views ?? []).map(View.fromObject),
      settings: copyRecord(init.settings),
      offsets: init.offsets ?? [],
      order: init.order ?? [],
    };
  },
  write(message, out) {
    if (message.id !== "") {
      out.string(10, message.id);
    }
    if (message.name !== "") {
      out.string(18, message.name);
    }
    out.message(26, UserProfile, message.owner);
    for (const value of message.views) {
      out.message(34, View, value);
    }
    out.record(42, Kind.string, message.settings);
    out.packed(50, Kind.double, message.offsets);
    out.packed(58, Kind.int32, message.order);
  },
  read(reader) {
    let id = "";
    let name = "";
    let owner = 0;
    const views: View[] = [];
    const settings = emptyRecord<string>();
    const offsets: number[] = [];
    const order: number[] = [];
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          id = reader.string();
          break;
        case 18:
          name = reader.string();
          break;
        case 26:
          owner = reader.keep(owner);
          break;
        case 34:
          reader.element();
          views.push(reader.message(View));
          break;
        case 42:
          reader.recordEntry(Kind.string, settings);
          break;
        case 49:
          reader.element();
          offsets.push(reader.double());
          break;
        case 50:
          reader.packed(Kind.double, offsets);
          break;
        case 56:
          reader.element();
          order.push(reader.int32());
          break;
        case 58:
          reader.packed(Kind.int32, order);
          break;
        default:
          reader.skip(tag);
      }
    }
    return {
      id,
      name,
      owner: reader.kept(UserProfile, owner),
      views,
      settings,
      offsets,
      order,
    };
  },
});
