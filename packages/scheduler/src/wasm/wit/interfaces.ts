import { Refused } from "../binary/refused.ts";
import { printInterfaces } from "./print.ts";
import { readSurface } from "./surface.ts";

/**
 * The WIT of all interfaces that a component imports and exports. Of one that holds what is not understood here it says so, as a
 * comment: its world is still worth showing.
 */
export function interfacesOf(bytes: Uint8Array): string {
  try {
    return printInterfaces(readSurface(bytes));
  } catch (error) {
    if (error instanceof Refused) return `// Its interfaces are not shown: ${error.message}\n`;
    throw error;
  }
}
