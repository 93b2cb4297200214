import { insist, type Refusal, refuse, refused, RefusedError } from "@stages/kernel/refusal.ts";
import type { Convention } from "../domain/convention.ts";
import { MOST_DOCUMENTS } from "../domain/signature-code.ts";
import { seeConvention } from "./load.ts";
import { signDocuments } from "./sign-documents.ts";
import type { SigningAct } from "./signing-act.ts";

/** One party signs the frozen convention, in any order, each once. */
export async function signConvention(act: SigningAct, { conventionId, code }: { readonly conventionId: string; readonly code: string }): Promise<Convention> {
  const { write, actor } = act;
  const convention = await write((tx) => seeConvention(tx, conventionId, actor));
  insist(refusalsWithoutDocument(convention));
  const [outcome] = await signDocuments(act, { documentIds: [convention.document!.id], code });
  insist(outcome!.refusals);
  return write((tx) => seeConvention(tx, conventionId, actor));
}

/** What became of one convention of a list; the convention as it is now, where it is known to the actor. */
export interface SigningResult {
  readonly conventionId: string;
  readonly convention: Convention | null;
  readonly refusals: readonly Refusal[];
}

/** A list that one code signs, each as if alone. The code is for exactly this list: with one more or one less, nothing is signed. */
export async function signConventions(act: SigningAct, { conventionIds, code }: { readonly conventionIds: readonly string[]; readonly code: string }): Promise<readonly SigningResult[]> {
  const ids = [...new Set(conventionIds)];
  if (ids.length === 0 || ids.length > MOST_DOCUMENTS) throw refused("TOO_MANY_DOCUMENTS", { max: MOST_DOCUMENTS }, "conventionIds");
  const { write, actor } = act;
  const found = new Map<string, Convention>();
  for (const id of ids) found.set(id, await write((tx) => seeConvention(tx, id, actor)));
  const undrawn = [...found.values()].find((convention) => convention.document === null);
  if (undrawn) throw new RefusedError([refusalsWithoutDocument(undrawn)[0]!]);
  const outcomes = await signDocuments(act, { documentIds: [...found.values()].map(({ document }) => document!.id), code });
  const refusals = new Map(outcomes.map((outcome) => [outcome.documentId, outcome.refusals]));
  return Promise.all(ids.map(async (conventionId) => ({
    conventionId,
    convention: await write((tx) => seeConvention(tx, conventionId, actor)),
    refusals: refusals.get(found.get(conventionId)!.document!.id)!,
  })));
}

const refusalsWithoutDocument = ({ document, status }: Convention): readonly Refusal[] => (document ? [] : [refuse("WRONG_STATE", { what: "Convention", status })]);
