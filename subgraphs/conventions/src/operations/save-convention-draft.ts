import type { Act } from "@stages/database/act.ts";
import { insist } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import { addToDraft, refusalsOfLengths, rulesOf, writtenIn } from "../domain/draft.ts";
import { refusalsToEdit, refusalsToSaveDraft } from "../domain/who-edits.ts";
import { saveConvention } from "../persistence/conventions.ts";
import { loadConvention } from "./load.ts";

export interface SaveConventionDraft {
  readonly conventionId: string;
  readonly host?: object | null;
  readonly school?: object | null;
}

/** Keeps what someone has written so far of their part, field by field, without holding it to the rules yet. */
export function saveConventionDraft({ write, actor, now }: Act, input: SaveConventionDraft): Promise<Convention> {
  return write(async (tx) => {
    const convention = await loadConvention(tx, input.conventionId, actor);
    const [host, school] = [writtenIn("host", input.host), writtenIn("school", input.school)];
    insist(refusalsToSaveDraft(convention, actor));
    insist(refusalsToEdit([...rulesOf("host", host), ...rulesOf("school", school)], convention, actor));
    insist([...refusalsOfLengths("host", host), ...refusalsOfLengths("school", school)]);
    const saved = addToDraft(convention, host, school);
    await saveConvention(tx, convention, saved, { actor, now });
    return saved;
  });
}
