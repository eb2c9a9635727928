/** Answers every GET with a small JSON document. Prints its origin once it listens. */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const body = JSON.stringify({ path: request.url, port: 8080, items: [1, 2, 3], state: "ready" });
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.stdout.write(`http://127.0.0.1:${address.port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
