import type { ClientRequest, Sent } from "@scheduler-components/actions-http";
import type { ActionOutcome, JsonValue } from "@scheduler-components/executor";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLIENT } from "./client.ts";
import { COMPRESSION } from "./compression.ts";
import { EXPECTATIONS } from "./expectations.ts";
import { FAILURES } from "./failures.ts";
import { REDIRECTS } from "./redirects.ts";
import { REFUSALS } from "./refusals.ts";
import { REQUESTS } from "./requests.ts";
import { RESPONSES } from "./responses.ts";
import { transcriptOf } from "./transcript.ts";

/** An implementation of the interfaces `http-component` and `client`, whatever it is made of. */
export interface HttpSubject {
  /** Carries out `http.<operation>`, without a context. */
  act(operation: string, parameters: JsonValue): Promise<ActionOutcome>;
  send(request: ClientRequest): Promise<Sent>;
  close(): Promise<void>;
}

/** One behaviour. Starts what servers it needs and says what must come of them. */
export interface HttpCase {
  readonly name: string;
  run(subject: HttpSubject): Promise<void>;
}

export interface HttpTopic {
  readonly name: string;
  readonly cases: readonly HttpCase[];
}

/** Cases that do not apply, as `topic: case`; the reason is a row of the README. */
export interface Skip {
  readonly reason: string;
  readonly tests: readonly string[];
}

export interface DescribeHttpOptions {
  readonly skip?: readonly Skip[];
  /** Runs every case on this one too: what both answer must be the same text, times and causes aside. */
  readonly same?: () => Promise<HttpSubject>;
}

/** A compiled component on a busy machine. */
const TIMEOUT_MS = 60_000;

const TOPICS: readonly HttpTopic[] = [
  REQUESTS,
  REFUSALS,
  RESPONSES,
  COMPRESSION,
  EXPECTATIONS,
  REDIRECTS,
  FAILURES,
  CLIENT,
];

/** The one suite of the HTTP component: each behaviour at its interface, against real servers. */
export function describeHttp(name: string, make: () => Promise<HttpSubject>, options: DescribeHttpOptions = {}): void {
  const reasons = new Map((options.skip ?? []).flatMap(({ reason, tests }) => tests.map((each) => [each, reason])));
  describe(name, () => {
    let subject: HttpSubject;
    let other: HttpSubject | undefined;
    beforeAll(async () => {
      subject = await make();
      other = await options.same?.();
    }, 120_000);
    afterAll(async () => {
      await subject.close();
      await other?.close();
    });
    for (const topic of TOPICS) {
      describe(topic.name, () => {
        for (const each of topic.cases) {
          const reason = reasons.get(`${topic.name}: ${each.name}`);
          test.skipIf(reason !== undefined)(
            reason === undefined ? each.name : `${each.name} (${reason})`,
            { timeout: TIMEOUT_MS },
            async () => {
              const said = await transcriptOf(subject, each);
              if (other) expect(said).toBe(await transcriptOf(other, each));
            },
          );
        }
      });
    }
    test("what is left out exists", () => {
      const all = TOPICS.flatMap((topic) => topic.cases.map((each) => `${topic.name}: ${each.name}`));
      expect([...reasons.keys()].filter((each) => !all.includes(each))).toEqual([]);
      expect(new Set(all).size).toBe(all.length);
    });
  });
}
