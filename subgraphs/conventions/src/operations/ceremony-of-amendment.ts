import type { Transaction } from "@stages/database/connection.ts";
import { continueAsPlatform } from "@stages/database/standing.ts";
import { inForce } from "../domain/amended-terms.ts";
import { type Amendment, refusalsToSignAmendment, signAmendment } from "../domain/amendment.ts";
import type { FrozenConvention } from "../domain/convention.ts";
import { bringIntoForce, findAmendmentOfDocument, findAmendments, saveAmendment } from "../persistence/amendments.ts";
import type { StoredDocument } from "../persistence/documents.ts";
import type { Ceremony } from "./ceremonies.ts";
import { arrived, loadCampaign } from "./load.ts";

const amendmentOf = async (tx: Transaction, { id }: Pick<StoredDocument, "id">): Promise<Amendment> => arrived(await findAmendmentOfDocument(tx, id));

/** Signed by the parties of the convention; the last signature brings it into force. */
export const ofAmendment: Ceremony = {
  named: "l'avenant à la convention de stage",
  refusalsOfState: async (tx, convention, document, now) => refusalsToSignAmendment(await amendmentOf(tx, document), convention, { campaign: await loadCampaign(tx, convention), now }),
  signed: async (tx, { convention, document, isComplete, now }) => {
    const signed = signAmendment(await amendmentOf(tx, document), isComplete, now);
    await saveAmendment(tx, signed);
    if (!isComplete) return;
    const frozen = convention as FrozenConvention;
    // A tutor who signs by delegation may be the last to sign that another takes their place, and sees the row no more.
    await continueAsPlatform(tx, "conventions");
    await bringIntoForce(tx, { ...frozen, amended: inForce(frozen, await findAmendments(tx, [frozen.id])) }, signed, now);
  },
};
