import { writer } from "@stages/database/connection.ts";
import type { DocumentId } from "@stages/kernel/ids.ts";
import { anAuthority } from "@stages/seal/seal-under-test.ts";
import type { SealingKey } from "@stages/seal/sealing-key.ts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ACTORS } from "./domain/fixtures.ts";
import { lateWorkReadings } from "./operations/late-work-readings.ts";
import { sealDocument, sealWhatWaits } from "./operations/seal-document.ts";
import { developmentPapers, type Papers } from "./papers.ts";
import { MAY, type Signing, signingDatabase, type Validated } from "./testing.ts";

const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { status } }";
const SEEN = "query($id: ID!) { convention(id: $id) { status document { sealed { sha256 } } } }";

const authority = anAuthority({ now: MAY });
const over = authority.sealingKey({ from: MAY.subtract({ hours: 24 * 700 }), until: MAY.subtract({ hours: 1 }) });
const next = authority.sealingKey({ from: MAY.subtract({ hours: 1 }), until: MAY.add({ hours: 24 * 700 }) });
const under = (key: SealingKey): Papers => ({ ...developmentPapers(), sealing: { ...developmentPapers().sealing, key, trusted: { seals: [authority.certificate], timeStamps: [] } } });

let world: Signing;
let convention: Validated;
beforeAll(async () => {
  world = await signingDatabase({ papers: under(over) });
  convention = await world.aValidated();
});
afterAll(() => world.stop());

const write = () => writer(world.admin.db, () => {});
const toSeal = async () => (await lateWorkReadings(world.admin.db, MAY)).find(({ metric }) => metric === "stages_documents_to_seal")!.value;
const seen = async () => (await world.ask(ACTORS.head, SEEN, { id: convention.id })).data!["convention"] as unknown as { status: string; document: { sealed: object | null } };

it("all sign under a certificate that is over: nobody is refused, and the document waits for its seal, which is counted", async () => {
  expect(await toSeal()).toBe(0);
  for (const signer of [ACTORS.head, ACTORS.host, ...convention.parents]) {
    const code = await world.codeFor(signer, [convention.documentId]);
    expect((await world.ask(signer, SIGN, { id: convention.id, code })).code).toBeUndefined();
  }
  expect(await seen()).toMatchObject({ status: "SIGNED", document: { sealed: null } });
  expect(await toSeal()).toBe(1);
});

it("control: no seal is ever made by it, whoever asks", async () => {
  await expect(sealDocument(write(), under(over), convention.documentId as DocumentId, MAY)).rejects.toMatchObject({ code: "CERTIFICATE_OUT_OF_DATE" });
  expect((await seen()).document.sealed).toBeNull();
});

it("the sweep leaves it alone, and seals it under the next certificate", async () => {
  await sealWhatWaits(write(), under(over), MAY);
  expect((await seen()).document.sealed).toBeNull();
  await sealWhatWaits(write(), under(next), MAY);
  expect((await seen()).document.sealed).not.toBeNull();
  expect(await toSeal()).toBe(0);
});
