import { isJsonObject, type JsonValue } from "@scheduler-components/core";

/**
 * The value of `--input name=value`: JSON where it parses as such, else text; where the schema wants a text (`type: string`) it
 * stays one, so that `--input version=1.0` means what it says.
 */
export function inputValue(schema: JsonValue | undefined, name: string, value: string): JsonValue {
  return wantsText(schema, name) ? value : jsonOrText(value);
}

function jsonOrText(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function wantsText(schema: JsonValue | undefined, name: string): boolean {
  const properties = isJsonObject(schema) ? schema["properties"] : undefined;
  const property = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return isJsonObject(property) && property["type"] === "string";
}
