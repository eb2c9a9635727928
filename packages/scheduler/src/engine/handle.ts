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
  cancel: (reason?: string) => void,
): RunHandle {
  const result = Promise.resolve().then(begin);
  const notifications: AsyncIterable<Notification> = {
    [Symbol.asyncIterator]: () => {
      const stream = new NotificationStream();
      watchers.add((notification) => stream.push(notification));
      // Whoever reads is told there; `result` is then not a rejection that nobody looks at.
      result.then(
        () => stream.end(),
        (error: unknown) => stream.end({ error }),
      );
      return stream;
    },
  };
  return { runId, notifications, result, cancel };
}
