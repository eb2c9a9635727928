import { createHttpGuest } from "@scheduler-components/actions-http";
import { guestSubject } from "./guest.ts";
import type { HttpSubject } from "./suite.ts";

/** The component in Node and on undici, without a proxy. */
export async function nativeSubject(): Promise<HttpSubject> {
  const guest = createHttpGuest({ proxy: "none" });
  await guest.httpComponent.initComponent();
  return guestSubject(guest, () => guest.httpComponent.releaseComponent());
}
