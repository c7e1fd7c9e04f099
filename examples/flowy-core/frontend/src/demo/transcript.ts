import type { WriteStream } from "node:tty";

const NAME_COLUMNS = 29;
const TIME_COLUMNS = 9;
const WIDEST = 96;

/** The marks in front of a line; plain ones for terminals that can't show the others. */
interface Marks {
  readonly sent: string;
  readonly answered: string;
  readonly received: string;
  readonly notified: string;
  readonly shown: string;
  readonly refused: string;
  readonly killed: string;
  readonly good: string;
  readonly bad: string;
  readonly rule: string;
  readonly cut: string;
}

const UNICODE: Marks = {
  sent: "→",
  answered: "←",
  received: "⇠",
  notified: "◆",
  shown: "▪",
  refused: "✗",
  killed: "†",
  good: "✓",
  bad: "✗",
  rule: "─",
  cut: "…",
};

const ASCII: Marks = {
  sent: ">",
  answered: "<",
  received: "~",
  notified: "*",
  shown: "=",
  refused: "x",
  killed: "+",
  good: "ok",
  bad: "!!",
  rule: "-",
  cut: "..",
};

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "magenta" | "cyan";

const CODES: Readonly<Record<Style, number>> = {
  bold: 1,
  dim: 2,
  red: 31,
  green: 32,
  yellow: 33,
  magenta: 35,
  cyan: 36,
};

/** What people see of the conversation, a line at a time, in columns. */
export class Transcript {
  readonly #out: WriteStream;
  readonly #width: number;
  readonly #colour: boolean;
  readonly #marks: Marks;
  #chapters = 0;

  constructor(out: WriteStream, env: NodeJS.ProcessEnv) {
    // Node's types say that it is a terminal; it is a file or a pipe just as well.
    const isTerminal = (out.isTTY as boolean | undefined) === true;
    const columns = isTerminal ? out.columns : 80;
    this.#out = out;
    this.#width = Math.max(60, Math.min(columns || 80, WIDEST));
    this.#colour = isTerminal && !env["NO_COLOR"] && env["TERM"] !== "dumb";
    const locale = env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "";
    this.#marks = isTerminal && !/utf-?8/i.test(locale) ? ASCII : UNICODE;
  }

  title(text: string): void {
    this.#line("");
    this.#line(`  ${this.#paint("bold", text)}`);
    const rule = this.#marks.rule.repeat(text.length);
    this.#line(`  ${this.#paint("dim", rule)}`);
  }

  /** Something that is so, such as where the socket is. */
  fact(name: string, value: string): void {
    const shown = this.#cut(value, this.#width - 14);
    this.#line(`  ${this.#paint("dim", name.padEnd(11))}${shown}`);
  }

  /** Begins a new part of the conversation. */
  chapter(text: string): void {
    this.#chapters += 1;
    const heading = `${String(this.#chapters).padEnd(3)}${text}`;
    this.#line("");
    this.#line(`  ${this.#paint("bold", heading)}`);
  }

  /** How many parts there were. */
  get chapters(): number {
    return this.#chapters;
  }

  sent(event: string, detail: string): void {
    this.#row("cyan", this.#marks.sent, event, detail);
  }

  answered(type: string, detail: string, milliseconds: number): void {
    this.#row("green", this.#marks.answered, type, detail, milliseconds);
  }

  /** An item of a stream came. */
  received(type: string, detail: string, milliseconds?: number): void {
    this.#row("magenta", this.#marks.received, type, detail, milliseconds);
  }

  notified(name: string, detail: string): void {
    this.#row("magenta", this.#marks.notified, name, detail);
  }

  /** What somebody who looks at the front end sees. */
  shown(name: string, detail: string): void {
    this.#row("cyan", this.#marks.shown, name, detail);
  }

  refused(type: string, detail: string, milliseconds?: number): void {
    this.#row("yellow", this.#marks.refused, type, detail, milliseconds);
  }

  killed(name: string, detail: string): void {
    this.#row("red", this.#marks.killed, name, detail);
  }

  /** A sentence about what was just seen. */
  note(text: string): void {
    for (const line of wrapped(text, this.#width - 7)) {
      this.#line(`       ${this.#paint("dim", line)}`);
    }
  }

  /** A figure that was measured. */
  figure(name: string, value: string): void {
    const column = name.padEnd(NAME_COLUMNS);
    this.#line(`       ${column}${this.#paint("bold", value)}`);
  }

  succeeded(text: string): void {
    this.#line("");
    this.#line(`  ${this.#paint("green", this.#marks.good)} ${text}`);
    this.#line("");
  }

  failed(text: string): void {
    const [first = "", ...rest] = text.split("\n");
    this.#line("");
    this.#line(`  ${this.#paint("red", `${this.#marks.bad} ${first}`)}`);
    for (const line of rest) this.#line(`    ${line}`);
    this.#line("");
  }

  #row(
    style: Style,
    mark: string,
    name: string,
    detail: string,
    milliseconds?: number,
  ): void {
    const time = milliseconds === undefined ? "" : duration(milliseconds);
    const column = name.padEnd(NAME_COLUMNS - 1) + " ";
    const room = this.#width - 7 - column.length;
    const [first = "", ...rest] = wrapped(detail, room - TIME_COLUMNS);
    const gap = " ".repeat(Math.max(1, room - first.length - time.length));
    const end = time === "" ? "" : gap + this.#paint("dim", time);
    this.#line(`     ${this.#paint(style, mark)} ${column}${first}${end}`);
    for (const line of rest) this.#line(" ".repeat(7 + NAME_COLUMNS) + line);
  }

  #cut(text: string, room: number): string {
    const { cut } = this.#marks;
    return text.length <= room ? text : text.slice(0, room - cut.length) + cut;
  }

  #paint(style: Style, text: string): string {
    return this.#colour && text !== ""
      ? `\u001b[${String(CODES[style])}m${text}\u001b[0m`
      : text;
  }

  #line(text: string): void {
    const shown =
      this.#marks === ASCII
        ? text.replaceAll("…", ASCII.cut).replaceAll("µ", "u")
        : text;
    this.#out.write(`${shown}\n`);
  }
}

/** Milliseconds, with the digits that mean something. */
function duration(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
}

/** The text in lines of at most `room` characters, broken at spaces and where it is already. */
function wrapped(text: string, room: number): string[] {
  return text.split("\n").flatMap((line) => wrappedLine(line, room));
}

function wrappedLine(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
