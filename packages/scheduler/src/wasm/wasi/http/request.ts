/** `outgoing-request` and `request-options`. */
import { optionOf, u64Of } from "../arguments.ts";
import { fail } from "../failure.ts";
import { defineResource, type Resource } from "../resource.ts";
import type { Charge, World } from "../world.ts";
import { Collected, type Bodies } from "./body.ts";
import type { FieldEntries, FieldsKind } from "./fields.ts";
import { authorityOf, methodOf, pathOf, schemeOf, type Case } from "./url.ts";

export interface RequestState {
  method: Case;
  scheme: Case | undefined;
  authority: string | undefined;
  path: string | undefined;
  readonly headers: FieldEntries;
  /** Of the headers and texts. */
  readonly charge: Charge;
  body: Collected | undefined;
}

export interface RequestTimeouts {
  connect: bigint | undefined;
  firstByte: bigint | undefined;
  betweenBytes: bigint | undefined;
}

export interface Requests {
  readonly OutgoingRequest: Resource<RequestState>;
  readonly RequestOptions: Resource<RequestTimeouts>;
}

export function createRequests(world: World, { Fields, view }: FieldsKind, { OutgoingBody }: Bodies): Requests {
  const OutgoingRequest = defineResource<RequestState>(world, "outgoing-request", {
    construct: (headers) => {
      const { entries, charge } = Fields.take(headers);
      // Constants of the interface: one that says nothing is a GET of `/`.
      return {
        method: { tag: "get" },
        scheme: undefined,
        authority: undefined,
        path: undefined,
        headers: entries,
        charge,
        body: undefined,
      };
    },
    methods: {
      body: (self) => {
        if (self.body) fail();
        self.body = new Collected(world, promisedLength(self.headers));
        return OutgoingBody.make({ body: self.body, written: false });
      },
      method: ({ method }) => ({ ...method }),
      setMethod: (self, value) => void (self.method = methodOf(value)),
      scheme: ({ scheme }) => scheme && { ...scheme },
      setScheme: (self, value) => void (self.scheme = schemeOf(value)),
      authority: ({ authority }) => authority,
      setAuthority: (self, value) => void (self.authority = authorityOf(value)),
      pathWithQuery: ({ path }) => path,
      setPathWithQuery: (self, value) => void (self.path = pathOf(value)),
      headers: ({ headers }) => view(headers),
    },
    drop: ({ charge, body }) => {
      charge.free();
      body?.abandon();
    },
  });

  const durationOf = (value: unknown): bigint | undefined => optionOf(value, u64Of);
  const RequestOptions = defineResource<RequestTimeouts>(world, "request-options", {
    construct: () => ({ connect: undefined, firstByte: undefined, betweenBytes: undefined }),
    methods: {
      connectTimeout: ({ connect }) => connect,
      setConnectTimeout: (self, value) => void (self.connect = durationOf(value)),
      firstByteTimeout: ({ firstByte }) => firstByte,
      setFirstByteTimeout: (self, value) => void (self.firstByte = durationOf(value)),
      betweenBytesTimeout: ({ betweenBytes }) => betweenBytes,
      setBetweenBytesTimeout: (self, value) => void (self.betweenBytes = durationOf(value)),
    },
  });

  return { OutgoingRequest, RequestOptions };
}

/** What `content-length` says; -1, which no body has, where it says nothing that makes sense. */
function promisedLength(headers: FieldEntries): number | undefined {
  const values = headers.flatMap(([name, value]) =>
    name === "content-length" ? [Buffer.from(value).toString("latin1")] : [],
  );
  const [first] = values;
  if (first === undefined) return undefined;
  return /^[0-9]{1,15}$/.test(first) && values.every((value) => value === first) ? Number(first) : -1;
}
