import type { ConnectionOptions } from "../connect.js";

/**
 * How a core in this process is started. Left out as a whole, the library reads `parley.options` beside itself. Relative
 * paths start at the library's folder.
 */
export interface StartOptions {
  /** The Java runtime; left out: the folder `runtime` beside the library, then the environment's JAVA_HOME. */
  readonly javaHome?: string | undefined;
  /** Jars and folders; a folder stands for its classes and every jar in it. Left out: the folder `lib` beside the library. */
  readonly classPath?: readonly string[] | undefined;
  /** Options for the Java runtime, such as `-Xmx64m`. */
  readonly jvmOptions?: readonly string[] | undefined;
  /** The class of the `EmbeddedCore` to start, where there are several. */
  readonly core?: string | undefined;
}

/** A core in this process, by its library; in Node, Bun and Deno only. */
export interface EmbeddedOptions {
  /** The path of libparley. */
  readonly library: string;
  /**
   * How to start it. A process has one Java runtime, so of the first core that is started come `javaHome`,
   * `classPath` and `jvmOptions`; the others must say the same of them, or nothing.
   */
  readonly options?: StartOptions | undefined;
  /** Handed to the core as it is; what it means is the core's affair. */
  readonly config?: string | undefined;
}

/** A link within this process is never lost, so that there is nothing to connect again. */
export interface LinkOptions extends ConnectionOptions {
  readonly reconnect?: false | undefined;
}

/**
 * Connects to a core within this process. Without `core` it is a core of its own, which is started now and stopped
 * when the connection ends.
 */
export interface LibraryOptions extends LinkOptions, EmbeddedOptions {
  /** The {@link EmbeddedCore.id} of a core that runs; `options` and `config` are of no use then. */
  readonly core?: number | undefined;
}

const START_OPTIONS: readonly string[] = [
  "javaHome",
  "classPath",
  "jvmOptions",
  "core",
] satisfies (keyof StartOptions)[];

/** Throws a TypeError that names what is not of its type; not every caller is checked by TypeScript. */
export function checkEmbedded(given: {
  readonly library: unknown;
  readonly options?: unknown;
  readonly config?: unknown;
  readonly core?: unknown;
}): void {
  const { library, options, config, core } = given;
  if (typeof library !== "string" || library === "") {
    throw new TypeError(
      `library is ${shown(library)}; it must be the path of libparley`,
    );
  }
  if (config !== undefined && typeof config !== "string") {
    throw new TypeError(
      `config is ${shown(config)}; it must be a string, such as JSON.stringify makes`,
    );
  }
  if (core !== undefined && !(Number.isSafeInteger(core) && Number(core) > 0)) {
    throw new TypeError(
      `core is ${shown(core)}; it must be the id of a core that startCore has started`,
    );
  }
  if (options === undefined) {
    return;
  }
  if (
    typeof options !== "object" ||
    options === null ||
    Array.isArray(options)
  ) {
    throw new TypeError(
      `options is ${shown(options)}; it must be an object with some of ${START_OPTIONS.join(", ")}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!START_OPTIONS.includes(name)) {
      throw new TypeError(
        `there is no options.${name}; there are ${START_OPTIONS.join(", ")}`,
      );
    }
  }
}

function shown(value: unknown): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return "a list";
  }
  return typeof value === "object" && value !== null
    ? "an object"
    : String(value);
}

/** The options as the library reads them: lines of name=value. `undefined` has it read its own file. */
export function optionLines(
  options: StartOptions | undefined,
): string | undefined {
  if (options === undefined) {
    return undefined;
  }
  const { javaHome, classPath, jvmOptions = [], core } = options;
  const lines: string[] = [];
  const add = (option: string, name: string, value: string): void => {
    if (/[\n\r\0]/.test(value)) {
      throw new RangeError(
        `options.${option} holds a line break or a zero: ${JSON.stringify(value)}`,
      );
    }
    lines.push(`${name}=${value}\n`);
  };
  if (javaHome !== undefined) {
    add("javaHome", "java-home", javaHome);
  }
  if (classPath !== undefined) {
    for (const path of classPath) {
      if (path.includes(":")) {
        throw new RangeError(
          `options.classPath holds ${JSON.stringify(path)}; a path with a colon can't be part of a class path`,
        );
      }
    }
    add("classPath", "class-path", classPath.join(":"));
  }
  for (const option of jvmOptions) {
    add("jvmOptions", "jvm-option", option);
  }
  if (core !== undefined) {
    add("core", "core", core);
  }
  return lines.join("");
}

/** The configuration itself; throws a RangeError if it can't be handed on as a C string. */
export function checkedConfig(config: string | undefined): string | undefined {
  if (config?.includes("\0")) {
    throw new RangeError(
      `config holds a zero at ${String(config.indexOf("\0"))}, where the core would see its end`,
    );
  }
  return config;
}
