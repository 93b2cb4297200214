import { insist, type Refusal, refused } from "@stages/kernel/refusal.ts";
import type { Convention, FrozenDocument } from "../domain/convention.ts";
import { refusalsToSign } from "../domain/sign.ts";
import { MOST_DOCUMENTS } from "../domain/signature-code.ts";
import { loadSigningFrame, seeConvention } from "./load.ts";
import { signDocuments } from "./sign-documents.ts";
import type { SigningAct } from "./signing-act.ts";

/** One party signs the frozen convention, in any order, each once. */
export async function signConvention(act: SigningAct, { conventionId, code }: { readonly conventionId: string; readonly code: string }): Promise<Convention> {
  const { write, actor } = act;
  const { id } = await documentToSign(act, conventionId);
  const [outcome] = await signDocuments(act, { documentIds: [id], code });
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
  const found = new Map<string, FrozenDocument["id"]>();
  for (const id of ids) found.set(id, (await documentToSign(act, id)).id);
  const outcomes = await signDocuments(act, { documentIds: [...found.values()], code });
  const refusals = new Map(outcomes.map((outcome) => [outcome.documentId, outcome.refusals]));
  return Promise.all(ids.map(async (conventionId) => ({
    conventionId,
    convention: await write((tx) => seeConvention(tx, conventionId, actor)),
    refusals: refusals.get(found.get(conventionId)!)!,
  })));
}

/** Where nothing is frozen yet there is nothing to sign: refused as by the rule, to who is no signatory first. */
function documentToSign({ write, actor, now }: SigningAct, conventionId: string): Promise<FrozenDocument> {
  return write(async (tx) => {
    const convention = await seeConvention(tx, conventionId, actor);
    if (!convention.document) insist(refusalsToSign(convention, actor, await loadSigningFrame(tx, convention, { kind: "CONVENTION", id: null }, now)));
    return convention.document!;
  });
}
