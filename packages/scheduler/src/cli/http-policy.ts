import { compilePolicy, type HttpPolicy } from "@scheduler-components/actions-http";
import { UsageError } from "./failure.ts";

/** The policy, once every line of it is one. Throws `UsageError`. */
export function checkedHttpPolicy(policy: HttpPolicy): HttpPolicy {
  const compiled = compilePolicy(policy);
  if (!compiled.ok) throw new UsageError(`The policy for http is not valid: ${compiled.messages.join(" ")}`);
  return policy;
}
