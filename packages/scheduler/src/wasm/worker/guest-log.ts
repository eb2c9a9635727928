/**
 * What a guest says: log entries, the lines of its stdout and stderr, and what it was denied. Bounded by the limit `logs`; what
 * does not fit is dropped, and a last entry says so.
 */
import type { LogEntry, LogLevel } from "../../generated/scheduler-executor-types.d.ts";
import type { Denial } from "../protocol.ts";

const MAX_ENTRIES = 1_000;
const MAX_DENIALS = 64;
const MAX_DENIAL_LENGTH = 512;

export class GuestLog {
  readonly #maxBytes: number;
  #entries: LogEntry[] = [];
  #bytes = 0;
  #full = false;
  #denials = new Map<string, Denial>();
  readonly #lines: { [stream in "stdout" | "stderr"]: string } = { stdout: "", stderr: "" };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes said since `take`, dropped ones not included. */
  get bytes(): number {
    return this.#bytes;
  }

  add(level: LogLevel, message: string): void {
    if (this.#full) return;
    const bytes = Buffer.byteLength(message);
    if (this.#entries.length < MAX_ENTRIES && this.#bytes + bytes <= this.#maxBytes) {
      this.#bytes += bytes;
      this.#entries.push({ level, message });
      return;
    }
    this.#full = true;
    const limit = `A call may log ${MAX_ENTRIES} entries and ${this.#maxBytes} bytes (limit logs).`;
    this.#entries.push({ level: "warn", message: `Further log entries are dropped. ${limit}` });
  }

  /** A piece of a stream; whole lines become entries. */
  write(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    if (this.#full) return;
    const text = this.#lines[stream] + this.#decoders[stream].decode(bytes, { stream: true });
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    for (const line of lines) this.#line(stream, line);
    // A line without an end is not kept beyond what may be said.
    this.#lines[stream] = rest.length > this.#maxBytes ? "" : rest;
    if (rest.length > this.#maxBytes) this.#line(stream, rest);
  }

  denied(denial: Denial): void {
    if (this.#denials.size >= MAX_DENIALS) return;
    const { kind, what, value } = denial;
    const cut = what.slice(0, MAX_DENIAL_LENGTH);
    if (!this.#denials.has(`${kind} ${cut}`)) this.#denials.set(`${kind} ${cut}`, { kind, what: cut, value });
  }

  /** All entries since the last time, unfinished lines included. */
  take(): readonly LogEntry[] {
    for (const stream of ["stdout", "stderr"] as const) {
      const rest = this.#lines[stream];
      this.#lines[stream] = "";
      if (rest !== "") this.#line(stream, rest);
    }
    const entries = this.#entries;
    if (entries.length > 0) this.#entries = [];
    this.#bytes = 0;
    this.#full = false;
    return entries;
  }

  takeDenials(): readonly Denial[] {
    if (this.#denials.size === 0) return [];
    const denials = [...this.#denials.values()];
    this.#denials = new Map();
    return denials;
  }

  #line(stream: "stdout" | "stderr", line: string): void {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text !== "") this.add(stream === "stdout" ? "info" : "warn", text);
  }
}
