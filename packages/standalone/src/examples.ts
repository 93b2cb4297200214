import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Example } from "@stages/gateway/config.ts";

const VARIABLES = /^#\s*variables:\s*(\{.*\})\s*$/;
const PERSONA = /^#\s*persona:\s*(\S+)\s*$/;

/**
 * The operations of `schema/examples`, which the tests run and the page offers. The comment lines above an operation are its title;
 * one of them may be `# variables: {…}`, another `# persona: student`, as whom it is to be tried.
 */
export function readExamples(folder: string): readonly Example[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".graphql"));
  return files.sort().map((file) => parseExample(basename(file, ".graphql"), readFileSync(join(folder, file), "utf8")));
}

export function parseExample(name: string, query: string): Example {
  const lines = query.split("\n").map((line) => line.trim());
  const end = lines.findIndex((line) => line !== "" && !line.startsWith("#"));
  const comments = lines.slice(0, Math.max(end, 0)).filter((line) => line.startsWith("#"));
  const variables = comments.map((line) => line.match(VARIABLES)?.[1]).find(Boolean) ?? "{}";
  const persona = comments.map((line) => line.match(PERSONA)?.[1]).find(Boolean) ?? null;
  const title = comments.filter((line) => !VARIABLES.test(line) && !PERSONA.test(line)).map((line) => line.replace(/^#+\s*/, ""));
  return { name, title: title.join(" ").trim() || name, persona, query, variables: JSON.parse(variables) as Example["variables"] };
}
