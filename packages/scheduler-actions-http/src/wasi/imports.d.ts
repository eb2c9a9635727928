/** What the world `http-action-component` imports, as far as it is used here. These modules exist inside a component alone. */
declare module "wasi:http/types@0.2.12" {
  type Types = typeof import("../generated/wasi-http-types.d.ts");
  export const Fields: Types["Fields"];
  export const OutgoingBody: Types["OutgoingBody"];
  export const OutgoingRequest: Types["OutgoingRequest"];
  export const RequestOptions: Types["RequestOptions"];
  export const httpErrorCode: Types["httpErrorCode"];
}

declare module "wasi:http/outgoing-handler@0.2.12" {
  export const handle: (typeof import("../generated/wasi-http-outgoing-handler.d.ts"))["handle"];
}

declare module "wasi:io/poll@0.2.12" {
  export const poll: (typeof import("../generated/wasi-io-poll.d.ts"))["poll"];
}

declare module "wasi:clocks/monotonic-clock@0.2.12" {
  type Clock = typeof import("../generated/wasi-clocks-monotonic-clock.d.ts");
  export const now: Clock["now"];
  export const subscribeDuration: Clock["subscribeDuration"];
}
