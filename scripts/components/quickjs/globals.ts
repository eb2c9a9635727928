/** Puts in place what QuickJS lacks and the guests' libraries ask for. Imported for this effect, before everything else. */
import { Utf8Decoder, Utf8Encoder } from "./text-encoding.ts";

Object.assign(globalThis, { TextEncoder: Utf8Encoder, TextDecoder: Utf8Decoder });
