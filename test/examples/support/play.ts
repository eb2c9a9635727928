import type { Call } from "./calls.ts";
import { loadGuest, type Request } from "./guest.ts";

/** The answers of a component to a table of calls, one fresh instance for all, and the requests it made for each. */
export async function play(file: string, calls: readonly Call[]): Promise<object[]> {
  let now: Call | undefined;
  let requests: Request[] = [];
  const guest = await loadGuest(file, (request) => {
    requests.push(request);
    return now?.answer ?? { error: { code: "unexpected", message: "Nothing should be sent.", retryable: false } };
  });
  const failure = guest.init(null);
  if (failure !== undefined) throw new Error(failure);
  const answers = calls.map((call) => {
    now = call;
    requests = [];
    return { ...guest.execute(`it.${call.operation}`, call.parameters, call.run), requests };
  });
  const error = guest.release();
  if (error !== undefined) throw new Error(error);
  return answers;
}
