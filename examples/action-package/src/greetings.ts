export const GREETINGS: ReadonlyMap<string, string> = new Map([
  ["de", "Guten Tag"],
  ["en", "Hello"],
  ["fr", "Bonjour"],
  ["pt", "Olá"],
]);
