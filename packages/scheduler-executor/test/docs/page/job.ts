import {
  type ActionComponent,
  cancelled,
  defineComponent,
  failed,
  succeeded,
  type Timer,
} from "@scheduler-components/executor";

/** What does the work elsewhere. */
export interface JobService {
  start(name: string, key: string): Promise<string>;
  isDone(job: string, signal: AbortSignal): Promise<boolean>;
}

/** Starts a job and waits for its end. The timer is a parameter, so that a test need not wait. */
export function createJobComponent(service: JobService, timer: Timer): ActionComponent {
  return defineComponent({
    name: "job",
    version: "1.0.0",
    calls: {
      run: {
        parameters: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
        idempotent: true,
        async execute({ name }, context) {
          const { signal } = context;
          try {
            // Every attempt of this visit has this key, so the service starts the job once, however often we try.
            const job = await service.start(name, context.idempotencyKey());
            while (!(await service.isDone(job, signal))) await timer.sleep(1_000, signal);
            return succeeded({ job });
          } catch (cause) {
            if (context.isCancelled()) return cancelled();
            return failed({ code: "service-unavailable", message: "The job service failed.", retryable: true, cause });
          }
        },
      },
    },
  });
}
