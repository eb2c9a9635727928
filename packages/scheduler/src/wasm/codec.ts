/**
 * Messages as text. Most are a call, or its answer with nothing beside it: those are their fields one after the other, which costs a
 * third of what JSON does. A response has its body after it, a character a byte. All others are JSON.
 */
import { holdsBytes, type CallMessage, type FromGuest, type ToGuest } from "./protocol.ts";

/** Stands in no id and in no JSON text. */
const END = "\0";
const CALL = "c";
const DONE = "d";
const RESPONSE = "r";
const CALL_FIELDS = 9;

/** A response with a larger body is not made text. */
export const MAX_BODY_AS_TEXT = 4096;

export interface Codec<T> {
  encode(message: T): string;
  decode(text: string): T;
}

export const toGuestCodec: Codec<ToGuest> = {
  // Whoever embeds the scheduler may name a run as they like.
  encode: (message) =>
    message.type === "call" && !message.runId.includes(END)
      ? encodeCall(message)
      : (encodeResponse(message) ?? JSON.stringify(message)),
  decode: (text) => {
    if (text.startsWith(CALL)) return decodeCall(text);
    return text.startsWith(RESPONSE) ? decodeResponse(text) : (JSON.parse(text) as ToGuest);
  },
};

export const fromGuestCodec: Codec<FromGuest> = {
  encode: (message) => encodePlainAnswer(message) ?? JSON.stringify(message),
  decode: (text) => (text.startsWith(DONE) ? decodePlainAnswer(text) : (JSON.parse(text) as FromGuest)),
};

/** The parameters come last: of all fields they alone are long. */
function encodeCall(call: CallMessage): string {
  const { slot, visit, attempt, deadline, id, taskId, runId, idempotencyKey } = call;
  const head = `${CALL}${slot}${END}${visit}${END}${attempt}${END}${deadline ?? ""}${END}${id}${END}${call.call}${END}`;
  return `${head}${taskId}${END}${runId}${END}${idempotencyKey}${END}${call.parameters}`;
}

function decodeCall(text: string): ToGuest {
  const fields: string[] = [];
  let at = 1;
  while (fields.length < CALL_FIELDS) {
    const end = text.indexOf(END, at);
    fields.push(text.slice(at, end));
    at = end + 1;
  }
  const [slot, visit, attempt, deadline, id = "", call = "", taskId = "", runId = "", idempotencyKey = ""] = fields;
  return {
    type: "call",
    slot: Number(slot),
    visit: Number(visit),
    attempt: Number(attempt),
    deadline: deadline === "" ? undefined : Number(deadline),
    id,
    call,
    taskId,
    runId,
    idempotencyKey,
    parameters: text.slice(at),
  };
}

function encodeResponse(message: ToGuest): string | undefined {
  if (message.type !== "answer" || !holdsBytes(message.reply)) return undefined;
  const { body, ...rest } = message.reply.value;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return `${RESPONSE}${message.ticket}${END}${JSON.stringify(rest)}${END}${bytes.toString("latin1")}`;
}

function decodeResponse(text: string): ToGuest {
  const ticketEnd = text.indexOf(END);
  const restEnd = text.indexOf(END, ticketEnd + 1);
  const rest: object = JSON.parse(text.slice(ticketEnd + 1, restEnd));
  const body = Uint8Array.from(Buffer.from(text.slice(restEnd + 1), "latin1"));
  return { type: "answer", ticket: Number(text.slice(1, ticketEnd)), reply: { ok: true, value: { ...rest, body } } };
}

/** A success with no detail that asked for nothing. The output is the guest's: whatever is in it, it is all that follows. */
function encodePlainAnswer(message: FromGuest): string | undefined {
  if (message.type !== "done" || message.asked !== undefined || message.usage !== undefined) return undefined;
  if (message.answer.kind !== "answer") return undefined;
  const { status, detail, output, error } = message.answer.value;
  if (status !== "succeeded" || (detail ?? undefined) !== undefined || (error ?? undefined) !== undefined)
    return undefined;
  return `${DONE}${message.slot}${END}${(output ?? undefined) === undefined ? "" : `=${output}`}`;
}

function decodePlainAnswer(text: string): FromGuest {
  const end = text.indexOf(END);
  const slot = Number(text.slice(1, end));
  // JSON text, which the generated types brand.
  const output = text.length > end + 1 ? { output: text.slice(end + 2) as never } : {};
  const value = { status: "succeeded" as const, ...output };
  return { type: "done", slot, answer: { kind: "answer", value }, asked: undefined, usage: undefined };
}
