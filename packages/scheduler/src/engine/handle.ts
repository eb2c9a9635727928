import type { RunReport } from "@scheduler-components/core";
import { NotificationStream } from "./notification-stream.ts";
import type { Notification } from "./notification.ts";
import type { RunHandle } from "./types.ts";
import type { Watchers } from "./watchers.ts";

/** The handle of a run: `begin` is what runs it, after the current tick. */
export function createHandle(
  runId: string,
  watchers: Watchers,
  begin: () => Promise<RunReport>,
  asked: Pick<RunHandle, "cancel" | "leave" | "signal">,
): { readonly handle: RunHandle; readonly ended: Promise<RunReport> } {
  // The caller's promise is its own: that the engine looks at the outcome does not make a rejection one that was looked at.
  const ended = Promise.resolve().then(begin);
  const result = ended.then((report) => report);
  const notifications: AsyncIterable<Notification> = {
    [Symbol.asyncIterator]: () => {
      const stream = new NotificationStream();
      watchers.add((notification) => stream.push(notification));
      // Whoever reads is told there; `result` is then not a rejection that nobody looks at.
      result.catch(() => {});
      ended.then(
        () => stream.end(),
        (error: unknown) => stream.end({ error }),
      );
      return stream;
    },
  };
  return { handle: { runId, notifications, result, ...asked }, ended };
}
