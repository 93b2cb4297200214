import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StagesClient, stagesClient } from "@stages/client/client.ts";
import { connect, writer } from "@stages/database/connection.ts";
import { demonstrationWorld } from "@stages/demonstration/world.ts";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { civilDateOf, systemClock } from "@stages/kernel/civil-time.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { saveCampaign } from "@stages/offers/persistence/campaigns.ts";
import { importSchoolDirectory } from "@stages/people/operations/import-school-directory.ts";
import { sealFilesIn } from "@stages/seal/seal-files-under-test.ts";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { readKeyring } from "@stages/vault/keyring.ts";
import { newKeyring } from "@stages/vault/new-keyring.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { HOST } from "../../../scripts/story/operations.ts";
import { Launched } from "./launched.ts";

const keys = newKeyring();
const HOME = mkdtempSync(join(tmpdir(), "stages-first-sign-in-"));
const seal = sealFilesIn(HOME);
const educonnect = new IssuerUnderTest("ES256");
const academie = new IssuerUnderTest("RS256");
const proconnect = new IssuerUnderTest("EdDSA");
const ISSUERS = [educonnect, academie, proconnect];
let database: TestDatabase;
let url: string;
const clients: StagesClient[] = [];

const NAMES = { givenName: "given_name", familyName: "family_name", email: "email" };
const configured = (key: string, { url: issuer, algorithm, jwksUrl }: IssuerUnderTest, rest: object) => ({ key, issuer, audience: "stages-api", algorithms: [algorithm], keys: { url: jwksUrl }, ...rest });
const environment = () => ({
  DATABASE_URL: database.url,
  NODE_ENV: "production",
  STAGES_KEYS: keys,
  STAGES_PUBLIC_URL: "https://stages.example",
  STAGES_SMTP_URL: "smtp://127.0.0.1:9",
  ...seal,
  STAGES_ISSUERS: JSON.stringify({
    issuers: [
      configured("educonnect", educonnect, { speaksFor: ["STUDENT", "LEGAL_REPRESENTATIVE"], claims: { attributes: { ...NAMES, ine: "ine", emailVerified: "email_verified" } } }),
      configured("academie", academie, { speaksFor: ["SCHOOL_STAFF"], vouchesForEmail: true, headFunctions: ["DIR"], claims: { attributes: { ...NAMES, uai: "FrEduRne", function: "FrEduFonctAdm" } } }),
      configured("proconnect", proconnect, { speaksFor: ["HOST_MANAGER", "STATE"], claims: { attributes: { ...NAMES, siret: "siret", emailVerified: "email_verified" } } }),
    ],
  }),
});

const UAI = "0190032G";
const DIRECTORY = [
  "Identifiant_de_l_etablissement;Nom_etablissement;Statut_public_prive;Adresse_1;Code_postal;Code_commune;Code_departement;Code_academie;etat;latitude;longitude",
  `${UAI};Lycée Edmond-Perrier;Public;6 avenue Henri de Bournazel;19000;19272;019;22;OUVERT;45.27;1.77`,
].join("\n");
const CLASS_LIST = [
  "INE;Nom;Prénom;Date de naissance;Classe;Adresse;Code postal;Commune;Représentant 1 nom;Représentant 1 prénom;Représentant 1 courriel;Représentant 1 lien",
  "600000001AB;Vialle;Inès;03/09/2011;2de 5;4 rue Riche;19000;Tulle;Vialle;Marc;marc.vialle@familles.example;père",
].join("\n");

/** An operator's preparation: the directory and the campaign. */
async function prepare(): Promise<void> {
  const { db, close } = connect({ url: database.url, name: "operator", max: 1 });
  const act = { write: writer(db, () => {}), now: systemClock() };
  const world = demonstrationWorld({ today: civilDateOf(act.now) });
  // What they tell is sealed by the keys of the platform that will hear it.
  useKeyring(readKeyring(keys));
  await importSchoolDirectory(act, DIRECTORY);
  await act.write((tx) => saveCampaign(tx, world.campaigns.find(({ id }) => id === world.runningCampaignId)!, act.now));
  useDevelopmentKeys();
  await close();
}

beforeAll(async () => {
  for (const issuer of ISSUERS) await (await issuer.start()).addKey("first");
});
afterAll(async () => {
  for (const issuer of ISSUERS) await issuer.stop();
  rmSync(HOME, { recursive: true, force: true });
});

async function bearer(issuer: IssuerUnderTest, sub: string, claims: object): Promise<StagesClient> {
  const client = stagesClient({ url, token: await issuer.sign("first", { sub, ...claims }) });
  clients.push(client);
  return client;
}
const WHO = "{ viewer { role displayName schools { uai } student { firstName } students { firstName } hostIds academies { code } } }";
const who = async (client: StagesClient) => {
  const { data, errors } = await client.ask<{ viewer: Record<string, unknown> }>(WHO);
  return errors?.[0]?.extensions.code ?? data!.viewer;
};
const named = (given_name: string, family_name: string, email: string) => ({ given_name, family_name, email, email_verified: true });

const head = () => bearer(academie, "cperrier", { ...named("Claude", "Perrier", "claude.perrier@ac-limoges.example"), FrEduRne: [`${UAI}$UAJ$PU$ADM$111$T3$LYC$302`], FrEduFonctAdm: "DIR" });
const INVITE_STAFF = "mutation($input: InviteStaffMemberInput!) { inviteStaffMember(input: $input) { id } }";
const REGISTER = "mutation($input: RegisterHostInput!) { registerHost(input: $input) { id } }";
const INVITE_STATE = "mutation($input: InviteTerritoryStaffInput!) { inviteTerritoryStaff(input: $input) { email } }";

describe.each(["main", "distributed"])("as %s.ts serves it in production", (script) => {
  beforeAll(async () => {
    database = await freshDatabase("empty", async () => {});
    const launched = new Launched([`packages/standalone/src/${script}.ts`], { PORT: "0", STAGES_DATA_DIR: join(HOME, script), ...environment() });
    ({ url } = await launched.welcome());
    await prepare();
  });
  afterAll(async () => {
    for (const client of clients.splice(0)) await client.close();
    await Launched.endAll();
    await database.drop();
  });

  it("a school, its families, its staff and a host come in by their own tokens, and nobody was entered by hand", async () => {
    const student = () => bearer(educonnect, "eleve-1", { given_name: "Inès", family_name: "Vialle", ine: "600000001AB" });
    expect(await who(await student())).toBe("STUDENT_NOT_ENROLLED");
    const parent = () => bearer(educonnect, "parent-1", named("Marc", "Vialle", "Marc.Vialle@familles.example"));
    expect(await who(await parent())).toBe("REPRESENTATIVE_NOT_LISTED");
    const teacher = () => bearer(academie, "nroux", { ...named("Nora", "Roux", "nora.roux@ac-limoges.example"), FrEduRne: UAI, FrEduFonctAdm: "ENS" });
    expect(await who(await teacher())).toBe("INVITATION_NEEDED");

    // The head's first requests come together, as a page makes them.
    const asHead = await head();
    const seen = await Promise.all(Array.from({ length: 8 }, () => who(asHead)));
    for (const one of seen) expect(one).toMatchObject({ role: "SCHOOL_HEAD", displayName: "Claude Perrier", schools: [{ uai: UAI }] });
    const second = await bearer(academie, "autre", { ...named("Alix", "Autre", "alix@ac-limoges.example"), FrEduRne: UAI, FrEduFonctAdm: "DIR" });
    const { errors } = await second.ask(WHO);
    expect(errors).toMatchObject([{ message: expect.stringContaining("Lycée Edmond-Perrier") as string, extensions: { code: "SCHOOL_HAS_HEAD" } }]);

    await vi.waitFor(async () => {
      const input = { schoolUai: UAI, csv: CLASS_LIST, dryRun: false };
      expect(await asHead.need("mutation($input: ImportClassListInput!) { importClassList(input: $input) { created } }", { input })).toEqual({ importClassList: { created: 1 } });
    }, { timeout: 30_000 });
    await asHead.need(INVITE_STAFF, { input: { schoolUai: UAI, email: "Nora.Roux@ac-limoges.example", firstName: "Nora", lastName: "Roux", function: "TEACHER" } });

    expect(await who(await bearer(educonnect, "eleve-1", { ine: "600000001AB", jti: "next" }))).toMatchObject({ role: "STUDENT", student: { firstName: "Inès" }, schools: [{ uai: UAI }] });
    expect(await who(await bearer(educonnect, "parent-1", { ...named("Marc", "Vialle", "Marc.Vialle@familles.example"), jti: "next" }))).toMatchObject({ role: "LEGAL_REPRESENTATIVE", students: [{ firstName: "Inès" }] });
    expect(await who(await bearer(academie, "nroux", { ...named("Nora", "Roux", "nora.roux@ac-limoges.example"), FrEduRne: UAI, FrEduFonctAdm: "ENS", jti: "next" }))).toMatchObject({ role: "REFERENT_TEACHER", schools: [{ uai: UAI }] });
    // Another account with the same INE takes nothing over.
    expect(await who(await bearer(educonnect, "eleve-2", { ine: "600000001AB" }))).toBe("RECORD_HAS_ACCOUNT");

    const siret = siretFrom("9000000000091");
    const host = await bearer(proconnect, "menuiserie", { ...named("Julie", "Faure", "julie.faure@menuiserie.example"), siret });
    expect(await who(host)).toMatchObject({ role: "HOST_MANAGER", displayName: "Julie Faure", hostIds: [] });
    const { registerHost } = await host.need<{ registerHost: { id: string } }>(REGISTER, { input: { ...HOST, siret, legalName: "Menuiserie Faure" } });
    await vi.waitFor(async () => expect(await who(host)).toMatchObject({ hostIds: [registerHost.id] }), { timeout: 30_000 });
    // A colleague of the same SIRET is not given what is there, and is told who must invite.
    const colleague = await bearer(proconnect, "menuiserie-2", { ...named("Paul", "Faure", "paul.faure@menuiserie.example"), siret });
    expect(await who(colleague)).toMatchObject({ role: "HOST_MANAGER", hostIds: [] });
    expect((await colleague.ask(REGISTER, { input: { ...HOST, siret, legalName: "Menuiserie Faure" } })).errors).toMatchObject([{ message: expect.stringContaining("Demandez à l'un de ses responsables") as string, extensions: { code: "HOST_ALREADY_REGISTERED" } }]);
  });

  it("the State's staff comes in by invitation: the first by the operator's command, the others by the ministry and the rectorat", async () => {
    const invite = (...options: readonly string[]) => new Launched(["scripts/invite.ts", ...options], { DATABASE_URL: database.url, STAGES_KEYS: keys }).ended;
    const agent = (sub: string, jti: string) => bearer(proconnect, sub, { ...named("Sam", "Garnier", `${sub}@education.example`), jti });
    expect(await who(await agent("ministere", "1"))).toBe("INVITATION_NEEDED");
    expect(await invite("--role", "PRESIDENT", "--email", "a@b.example")).toMatchObject({ code: 1, stderr: expect.stringContaining("RECTORAT ou MINISTRY") as string });
    expect(await invite("--role", "MINISTRY", "--email", "nulle part")).toMatchObject({ code: 1, stderr: expect.stringMatching(/^email : « nulle part »/) as string });
    expect(await invite("--role", "MINISTRY", "--email", "Ministere@education.example")).toMatchObject({ code: 0, stderr: "", stdout: expect.stringContaining("ministere@education.example aura le rôle MINISTRY") as string });

    const ministry = await agent("ministere", "2");
    expect(await who(ministry)).toMatchObject({ role: "MINISTRY", displayName: "Sam Garnier" });
    await ministry.need(INVITE_STATE, { input: { email: "rectorat@education.example", role: "RECTORAT", academy: "22" } });
    const rectorat = await agent("rectorat", "1");
    expect(await who(rectorat)).toMatchObject({ role: "RECTORAT", academies: [{ code: "22" }] });
    await rectorat.need(INVITE_STATE, { input: { email: "collegue@education.example", role: "RECTORAT", academy: "22" } });
    expect(await who(await agent("collegue", "1"))).toMatchObject({ role: "RECTORAT" });
    expect(await invite("--role", "RECTORAT", "--department", "19", "--email", "dasen@education.example")).toMatchObject({ code: 0, stderr: "" });
    expect(await invite("--role", "RECTORAT", "--department", "20", "--email", "dasen@education.example")).toMatchObject({ code: 1, stderr: expect.stringMatching(/^department : /) as string });
    expect((await (await agent("dasen", "1")).need<{ viewer: object }>("{ viewer { role academies { code } departments { code } } }")).viewer).toEqual({ role: "RECTORAT", academies: [], departments: [{ code: "19" }] });
    expect((await rectorat.ask(INVITE_STATE, { input: { email: "a@education.example", role: "MINISTRY" } })).errors).toMatchObject([{ extensions: { code: "FORBIDDEN" } }]);
  });
});
