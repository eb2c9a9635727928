import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../support/folder.ts";
import { ended, HELLO, PASSWORD, testDaemon } from "./support.ts";

function events(text: string): readonly string[] {
  return [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => id ?? "");
}

describe("a run's events", () => {
  test("come as they happen, and a reader that comes back misses none and sees none twice", async () => {
    const { fetch, post } = await testDaemon();
    await post("/scenarios/wait/runs", { runId: "w" });
    const left = new AbortController();
    const first = await fetch("/runs/w/events", { signal: left.signal });
    const reader = (first.body as ReadableStream<Uint8Array>).getReader();
    let seen = "";
    while (!seen.includes('"type":"suspended"')) seen += Buffer.from((await reader.read()).value ?? []).toString();
    left.abort();
    await post("/runs/w/signals/go", { data: 7 });
    const last = events(seen).at(-1) ?? "";
    const rest = await (await fetch("/runs/w/events", { headers: { "last-event-id": last } })).text();
    const whole = await (await fetch("/runs/w/events")).text();
    expect([...events(seen), ...events(rest)]).toEqual(events(whole));
    expect(events(whole)).toEqual(events(whole).map((_, index) => String(index)));
    expect(whole.endsWith('event: end\ndata: {"run":"w","status":"succeeded"}\n\n')).toBe(true);
    expect((await fetch("/runs/w/events", { headers: { "last-event-id": events(whole).at(-1) ?? "" } })).status).toBe(
      204,
    );
    expect(await (await fetch("/runs/w")).json()).toMatchObject({
      report: { run: { status: "succeeded" } },
      traces: [{}, { output: { said: 7 } }],
    });
  });

  test("end when the daemon does", async () => {
    const { daemon, fetch, post, store } = await testDaemon();
    await post("/scenarios/wait/runs", { runId: "w" });
    const following = (await fetch("/runs/w/events")).text();
    await daemon.close();
    expect(await following).not.toContain("event: end");
    expect(store.run("w")).toMatchObject({ status: "running", held: false });
  });

  test("never hold a secret, nor does anything else that is told", async () => {
    const daemon = await testDaemon();
    await daemon.post("/scenarios/secret/runs", { runId: "s" });
    const told = [
      await ended(daemon, "s"),
      await (await daemon.fetch("/runs/s")).text(),
      await (await daemon.fetch("/metrics")).text(),
      daemon.said,
    ];
    expect(JSON.stringify(told)).toContain("it is ");
    expect(JSON.stringify(told)).not.toContain(PASSWORD);
  });
});

describe("the folder", () => {
  test("is followed: the last valid version stays in force", async () => {
    const daemon = await testDaemon();
    const shown = async () =>
      (await (await daemon.fetch("/scenarios/hello")).json()) as {
        readonly valid: boolean;
        readonly title: string;
        readonly diagnostics: readonly unknown[];
      };
    daemon.write("hello.yaml", "name: broken\n");
    await daemon.saying("the last valid version stays in force");
    expect(await shown()).toMatchObject({ valid: false, title: "hello world" });
    expect((await shown()).diagnostics).not.toEqual([]);
    expect((await daemon.post("/scenarios/hello/runs")).status).toBe(201);
    daemon.write(
      "other.json",
      JSON.stringify({
        version: "1.0",
        name: "o",
        actions: { actions: [{ id: "a", call: "std.noop" }] },
        workflows: { nodes: [{ id: "n", type: "action", action: "a" }] },
      }),
    );
    await daemon.saying('scenario loaded {"scenario":"other"');
    expect((await daemon.post("/scenarios/other/runs")).status).toBe(201);
  });

  test("is followed where another takes its place", async () => {
    const daemon = await testDaemon();
    renameSync(daemon.folder, join(folderWith({}), "before"));
    mkdirSync(daemon.folder);
    daemon.write("new.yaml", HELLO);
    await daemon.saying("the folder was replaced");
    const { scenarios } = (await (await daemon.fetch("/scenarios")).json()) as {
      readonly scenarios: readonly { readonly name: string }[];
    };
    expect(scenarios.map(({ name }) => name)).toEqual(["new"]);
    daemon.write("newer.yaml", HELLO);
    await daemon.saying('scenario loaded {"scenario":"newer"');
  });

  test("is followed where its files point somewhere else at once, as those of a mounted volume do", async () => {
    const daemon = await testDaemon();
    const at = (path: string): string => join(daemon.folder, path);
    for (const [version, name] of ["one", "two"].entries()) {
      mkdirSync(at(`..${version}`));
      daemon.write(`..${version}/volume.yaml`, HELLO.replace("hello world", name));
    }
    symlinkSync("..0", at("..data"));
    symlinkSync("..data/volume.yaml", at("volume.yaml"));
    await daemon.saying('scenario loaded {"scenario":"volume"');
    symlinkSync("..1", at("..data_tmp"));
    daemon.said.splice(0);
    renameSync(at("..data_tmp"), at("..data"));
    await daemon.saying('scenario loaded {"scenario":"volume"');
    expect(await (await daemon.fetch("/scenarios/volume")).json()).toMatchObject({ valid: true, title: "two" });
  });

  test("two files of one name are told apart", async () => {
    const { said } = await testDaemon({ files: { "hello.json": "{}" } });
    expect(said.join("\n")).toContain("There is a scenario hello already, hello.json; rename one of the two.");
  });
});
