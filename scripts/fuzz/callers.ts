import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PERSONAS } from "@stages/demonstration/personas.ts";
import type { Role } from "@stages/kernel/actor.ts";

const ACCESS = join(import.meta.dirname, "../../schema/access.md");
/** In the order of the page's columns. */
const COLUMNS: readonly (Role | null)[] = [null, "STUDENT", "LEGAL_REPRESENTATIVE", "HOST_MANAGER", "TUTOR", "SCHOOL_HEAD", "REFERENT_TEACHER", "EDUCATION_ADVISER", "RECTORAT", "MINISTRY"];

/** By root field: the personas whom the page of who may do what does not refuse from the first. */
export function callersOf(): ReadonlyMap<string, readonly (string | null)[]> {
  const rows = readFileSync(ACCESS, "utf8").matchAll(/^\| `(?:Query|Mutation|Subscription)\.(\w+)` \|(.+)\|$/gm);
  return new Map(Array.from(rows, ([, field, cells]) => {
    const roles = cells!.split("|").map((cell) => cell.trim()).flatMap((cell, column) => (cell === "–" ? [] : [COLUMNS[column]!]));
    return [field!, roles.flatMap((role) => (role === null ? [null] : PERSONAS.filter((persona) => persona.role === role).map(({ name }) => name)))] as const;
  }));
}
