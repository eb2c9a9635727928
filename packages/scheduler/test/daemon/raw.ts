import { connect } from "node:net";

/** Says something on a connection of its own; what is said `again` is said for as long as somebody listens. Gives all that came. */
export function say(url: string, text: string, again?: string): Promise<string> {
  return new Promise((resolve) => {
    const { port } = new URL(url);
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(text));
    let answer = "";
    const more = (): void => {
      if (again === undefined) return;
      while (!socket.destroyed && socket.write(again));
    };
    socket.on("connect", more).on("drain", () => setImmediate(more));
    socket.setEncoding("utf8").on("data", (part: string) => (answer += part));
    socket.on("error", () => {}).on("close", () => resolve(answer));
  });
}
