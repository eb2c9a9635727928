/** The other side's program: a handler that does so many steps one after another, each kept before the next. Sends its port once it listens. */
import { service, serve, type Context } from "@restatedev/restate-sdk";

const chain = service({
  name: "chain",
  handlers: {
    run: async (context: Context, steps: number): Promise<number> => {
      let done = 0;
      for (let step = 0; step < steps; step++) done += await context.run(`step ${step}`, () => 1);
      return done;
    },
  },
});

// Its own lines would only stand between those of the table.
process.send?.(await serve({ services: [chain], port: 0, logger: () => {} }));
