/** Uses the HTTP component without an engine: makes a request to a server of its own. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createHttpComponent } from "@scheduler-components/actions-http";
import { fakeContext } from "@scheduler-components/executor/testing";

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" }).end('{"port":8080}');
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
const port = address !== null && typeof address === "object" ? address.port : 0;

const http = createHttpComponent();
await http.initComponent({});
const action = { id: "a", call: "http.get", parameters: { url: `http://127.0.0.1:${port}/asset` } };
const outcome = await http.executeAction(action, fakeContext());
assert.equal(outcome.status, "succeeded", JSON.stringify(outcome));
assert.deepEqual(Object(outcome.output).status, 200);
assert.deepEqual(Object(outcome.output).body, { port: 8080 });
await http.releaseComponent();
server.close();
