import type { JsonValue } from "@scheduler-components/executor";
import { isJsonObject } from "@scheduler-components/executor";
import { HttpFailure } from "../errors.ts";
import type { HeaderList } from "./headers.ts";
import type { Credentials } from "./url.ts";

/**
 * Adds the `authorization` header of the parameter `auth`, else of the URL's user info; a header that the scenario wrote itself
 * goes before the user info and excludes `auth`. What is secret is added to `secrets`.
 */
export function readAuth(
  list: HeaderList,
  auth: JsonValue | undefined,
  fromUrl: Credentials | undefined,
  secrets: string[],
): HttpFailure | undefined {
  // Alone, the user name is the secret: `https://TOKEN@host/`.
  if (fromUrl) secrets.push(fromUrl.password === "" ? fromUrl.username : fromUrl.password);
  if (auth === undefined) {
    return fromUrl && !list.has("authorization") ? list.add("authorization", basic(fromUrl)) : undefined;
  }
  if (list.has("authorization")) return invalid("auth: the header authorization is given too. Expected one of them.");
  if (!isJsonObject(auth)) return invalid("auth: expected an object with basic or bearer.");
  const { basic: pair, bearer } = auth;
  if ((pair === undefined) === (bearer === undefined)) return invalid("auth: expected exactly one of basic, bearer.");
  if (bearer !== undefined) {
    if (typeof bearer !== "string" || bearer === "") return invalid("auth.bearer: expected a token.");
    secrets.push(bearer);
    return (
      list.add("authorization", `Bearer ${bearer}`) &&
      invalid("auth.bearer: the token holds a character that a header cannot carry.")
    );
  }
  if (!isJsonObject(pair)) return invalid("auth.basic: expected an object with username and password.");
  const { username, password = "" } = pair;
  if (typeof username !== "string" || username.includes(":"))
    return invalid("auth.basic.username: expected a string without a colon.");
  if (typeof password !== "string") return invalid("auth.basic.password: expected a string.");
  if (password !== "") secrets.push(password);
  return list.add("authorization", basic({ username, password }));
}

/** RFC 7617, in UTF-8. */
function basic({ username, password }: Credentials): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(`${username}:${password}`)) bytes += String.fromCharCode(byte);
  return `Basic ${btoa(bytes)}`;
}

function invalid(message: string): HttpFailure {
  return new HttpFailure("invalid-parameters", message);
}
