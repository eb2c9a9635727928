/** The host's line to a guest: what is said goes out in order, and what comes is taken in as it comes. */
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { fromGuestCodec, MAX_BODY_AS_TEXT, toGuestCodec } from "../codec.ts";
import { LineReader, LineWriter } from "../line.ts";
import { CONTROL, holdsBytes, type FromGuest, type GuestSetup, type Reply, type ToGuest } from "../protocol.ts";
import { Listener } from "./listener.ts";

export class GuestLine {
  readonly shared: SharedArrayBuffer = new SharedArrayBuffer(CONTROL.bytes);
  readonly #port: MessagePort;
  readonly #farPort: MessagePort;
  readonly #ear: Listener<FromGuest>;
  readonly #writer: LineWriter<ToGuest>;

  /** `lost`: it cannot be spoken with any more. */
  constructor(take: (message: FromGuest) => void, lost: (error: unknown) => void) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#farPort = port2;
    // As long as the line is there the process goes on.
    port1.ref();
    this.#ear = new Listener(new LineReader(this.shared, CONTROL.fromGuestByte, port1, fromGuestCodec), take, lost);
    this.#writer = new LineWriter(this.shared, CONTROL.toGuestByte, port1, toGuestCodec);
  }

  /** What the guest's thread is told of it. */
  get farEnd(): Pick<GuestSetup, "shared" | "port"> {
    return { shared: this.shared, port: this.#farPort };
  }

  listen(): void {
    this.#ear.listen();
  }

  say(message: Exclude<ToGuest, { readonly type: "answer" }>): void {
    this.#writer.write(message);
  }

  answer(ticket: number, reply: Reply): void {
    const message: ToGuest = { type: "answer", ticket, reply };
    if (holdsBytes(reply) && reply.value.body.byteLength > MAX_BODY_AS_TEXT) this.#writer.writeByPort(message);
    else this.#writer.write(message);
  }

  /** The guest has been given something to answer. */
  expect(): void {
    this.#ear.expect();
  }

  /** Takes in what has come by now. */
  takeIn(): void {
    this.#ear.takeIn();
  }

  /** Nobody speaks any more; what was said before is taken in. */
  close(): void {
    this.#ear.close();
    this.#port.close();
  }
}
