import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Fault } from "../fault.ts";
import { StoreError } from "../../store/store.ts";
import type { Api } from "./api.ts";
import { parseObject } from "./body.ts";
import { BEGIN_FAULTS, begun, json, jsonOf, type Route } from "./route.ts";

const SIGNATURE = "x-hub-signature-256";
/** What senders call the number of a delivery, which stays the same when they send it again. */
const DELIVERY = ["idempotency-key", "x-github-delivery"];

/** Others that start a run, each knowing the secret of one scenario and nothing else. */
export function hookRoutes(api: Api): readonly Route[] {
  const text = { type: "string" } as const;
  return [
    {
      method: "post",
      path: "/hooks/{name}",
      operation: "hook",
      summary:
        "Starts a run of the scenario with the body as its inputs; for those of --hook, signed with their secret.",
      scope: undefined,
      headers: {
        [SIGNATURE]: { description: "`sha256=` and the HMAC of the body, in hexadecimal.", schema: text },
        Authorization: { description: "Instead of a signature: `Bearer` and the secret.", schema: text },
        [DELIVERY[0] as string]: { description: "A delivery that comes again starts nothing.", schema: text },
      },
      body: { required: false, content: { "application/json": { type: "object" } } },
      answers: {
        200: { description: "This delivery has started this run before.", content: jsonOf("Run") },
        201: { description: "The run.", content: jsonOf("Run") },
      },
      faults: ["not-found", "unauthorized", "scenario-unknown", ...BEGIN_FAULTS],
      handle: async ({ params, header, bytes }) => {
        const name = params["name"] ?? "";
        const secret = api.hooks.get(name);
        if (secret === undefined)
          throw new Fault("not-found", `There is no hook ${name}; --hook ${name}=SECRET_NAME makes one.`);
        const body = await bytes();
        if (!isSigned(body, secret, header(SIGNATURE)) && !isSecret(secret, header("authorization")))
          throw new Fault(
            "unauthorized",
            `A signature of the body is needed: ${SIGNATURE}: sha256=HMAC, with the hook's secret.`,
          );
        const inputs = parseObject(body, header("content-type"));
        const runId = runIdOf(
          name,
          DELIVERY.map(header).find((given) => given !== undefined),
        );
        try {
          return begun(api.store, await api.start(name, inputs, runId));
        } catch (error) {
          if (runId === undefined || !(error instanceof StoreError) || error.code !== "run-exists") throw error;
          return json(api.store.run(runId), 200);
        }
      },
    },
  ];
}

function isSigned(body: Buffer, secret: string, signature: string | undefined): boolean {
  const given = /^sha256=([\da-f]{64})$/i.exec(signature ?? "")?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(createHmac("sha256", secret).update(body).digest(), Buffer.from(given, "hex"));
}

function isSecret(secret: string, authorization: string | undefined): boolean {
  const given = /^Bearer +(\S{1,1024})$/i.exec(authorization ?? "")?.[1];
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(secret));
}

function runIdOf(name: string, delivery: string | undefined): string | undefined {
  if (delivery === undefined) return undefined;
  if (/^[\w.:-]{1,100}$/.test(delivery)) return `${name}.hook.${delivery}`;
  throw new Fault("malformed-request", "The number of a delivery has 1 to 100 letters, digits and any of _ . : -");
}
