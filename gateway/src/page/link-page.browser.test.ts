import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { linkPage } from "./link-page.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const WIDTHS = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } } as const;
const CODE = "048213";

interface Asked {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}
type Purpose = "SIGN_CONVENTION" | "ACT_FOR_HOST";

/**
 * The page alone, before a graph of a few answers: what it asks, what it shows, and what it does with a refusal. That the
 * platform answers so is tried with the platform.
 */
describe.skipIf(!existsSync(CHROMIUM))("the page of a personal link, before answers of a signature", () => {
  let browser: Browser;
  let page: Page;
  let origin: string;
  let purpose: Purpose = "SIGN_CONVENTION";
  let isFilled = true;
  /** What came after, or was drafted before. */
  let more: Record<string, unknown> = {};
  const asked: Asked[] = [];
  const complaints: string[] = [];
  const answers = linkPage();

  const CONVENTION = () => ({
    status: isFilled ? "VALIDATED" : "RETURNED",
    reason: isFilled ? null : "Le tuteur doit être joignable.",
    student: { firstName: "Léa", lastName: "Mazaud", className: "2de 5" },
    host: { legalName: "Menuiserie Caro" },
    school: { name: "Lycée Edmond-Perrier" },
    hostPart: {
      tutor: { name: "Paul Roche", function: "chef d'atelier", email: "paul@menuiserie.example", phone: null },
      representative: { name: "Inès Caro", function: "gérante" },
      timetable: [{ date: "2027-06-14", slots: [{ from: "09:00:00", to: "12:00:00" }, { from: "13:30:00", to: "17:00:00" }] }],
      activities: "Observation de l'atelier",
      place: "2 rue des Tilleuls, 19000 Tulle",
      lunch: null,
      transport: null,
    },
    schoolPart: isFilled ? { liabilityInsurance: { insurer: "Mutuelle des élèves" }, adjustments: null, referentTeacher: { firstName: "Léa", lastName: "Faure" } } : null,
    document: isFilled ? { id: "document_1", sha256: "a".repeat(64) } : null,
    signatures: [{ capacity: "SCHOOL_HEAD", signedAt: "2027-05-03T08:00:00Z" }],
    viewerActions: [{ action: "signConvention", allowed: isFilled, refusals: [] }, { action: "completeConvention", allowed: !isFilled, refusals: [] }],
    ...more,
  });
  type Said = string | readonly [message: string, field: string];
  const refused = (code: string, ...said: readonly Said[]) => {
    const refusals = said.map((one) => (typeof one === "string" ? { code, message: one, field: null } : { code, message: one[0], field: one[1] }));
    return { data: null, errors: [{ message: refusals[0]!.message, extensions: { code, refusals } }] };
  };

  function answerTo({ query, variables }: Asked): object {
    const input = variables["input"] as Record<string, unknown> | undefined;
    if (query.includes("openPersonalLink")) return { data: { openPersonalLink: { accessToken: "stl_x", expiresAt: new Date(Date.now() + 1_800_000).toISOString(), purpose, conventionId: "convention_1" } } };
    if (query.includes("requestSignatureCode")) return { data: { requestSignatureCode: { channel: input!["channel"], expiresAt: "2027-05-03T08:10:00Z", sentTo: "a•••@familles.example" } } };
    if (query.includes("signConvention(")) return input!["code"] === CODE ? { data: { signConvention: { id: "convention_1" } } } : refused("SIGNATURE_CODE_WRONG", "Ce code n'est pas le bon : il vous reste 4 essais.");
    if (query.includes("refuseToSign")) return { data: { refuseToSign: { id: "convention_1" } } };
    if (query.includes("requestDownload")) return { data: { requestDownload: { url: "/documents/one-time" } } };
    if (query.includes("saveConventionDraft")) return { data: { saveConventionDraft: { id: "convention_1" } } };
    if (query.includes("signAmendment(")) return { data: { signAmendment: { id: "amendment_1" } } };
    if (query.includes("signAttestation(")) return { data: { signAttestation: { id: "attestation_1" } } };
    if (query.includes("confirmAttestation(")) {
      more = { ...more, attestation: { id: "attestation_1", status: "CONFIRMED", document: { id: "document_3", sha256: "c".repeat(64) } } };
      return { data: { confirmAttestation: { id: "attestation_1" } } };
    }
    if (query.includes("completeConvention")) {
      const { timetable } = input!["hostPart"] as { timetable: readonly unknown[] };
      return timetable.length < 10 ? refused("PRESENCE", "Le stage dure deux semaines.", "Une autre chose à corriger.", ["Ce champ est obligatoire.", "representative.name"]) : { data: { completeConvention: { id: "convention_1" } } };
    }
    return { data: { convention: CONVENTION() } };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url!, "http://localhost");
    if (await answers(pathname, request, response)) return;
    if (pathname === "/graphql") {
      const body = (await json(request)) as Asked;
      asked.push(body);
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answerTo(body)));
    } else if (pathname === "/documents/one-time") response.writeHead(200, { "content-type": "application/pdf", "content-disposition": "attachment; filename=convention.pdf" }).end("%PDF-");
    else response.writeHead(404).end();
  }
  const server = createServer((request, response) => void serve(request, response));

  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
  });
  afterAll(async () => {
    await browser?.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  beforeEach(async () => {
    asked.length = 0;
    complaints.length = 0;
    [purpose, isFilled, more] = ["SIGN_CONVENTION", true, {}];
    page = await browser.newPage({ locale: "fr-FR", timezoneId: "Europe/Paris", viewport: WIDTHS.phone });
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    return () => page.close();
  });

  async function seen(name: string): Promise<void> {
    for (const [width, size] of Object.entries(WIDTHS)) {
      await page.setViewportSize(size);
      await page.screenshot({ path: join(tmpdir(), `stages-signer-${name}-${width}.png`), fullPage: true });
      expect(await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"), `${name}, ${width}`).toBe(0);
    }
    await page.setViewportSize(WIDTHS.phone);
  }
  async function opened(): Promise<void> {
    await page.goto(`${origin}/lien#${"t".repeat(43)}`);
    await page.getByRole("button", { name: "Continuer" }).click();
  }
  const inputOf = (mutation: string) => asked.findLast(({ query }) => query.includes(`${mutation}(`))?.variables["input"];

  it("reads the document, asks for a code, is told that one was wrong, and signs by keyboard", async () => {
    await opened();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Télécharger la convention à signer (PDF)" }).click();
    expect((await downloading).suggestedFilename()).toBe("convention.pdf");
    expect(inputOf("requestDownload")).toEqual({ documentId: "document_1" });
    expect(await page.getByText("Ont déjà signé : l'établissement.").count()).toBe(1);
    await seen("a-lire");

    await page.getByLabel("par SMS, au numéro que connaît l'établissement").focus();
    await page.keyboard.press("ArrowUp");
    await page.getByRole("button", { name: "Recevoir mon code" }).focus();
    await page.keyboard.press("Enter");
    const field = page.getByLabel("Votre code");
    await field.waitFor();
    expect(inputOf("requestSignatureCode")).toEqual({ documentIds: ["document_1"], channel: "MAIL" });
    // A telephone offers the code it has just received, and its digits.
    expect([await field.getAttribute("autocomplete"), await field.getAttribute("inputmode")]).toEqual(["one-time-code", "numeric"]);
    expect(await page.evaluate("document.activeElement.id")).toBe("code");
    expect(await page.locator("#sent").innerText()).toBe("Un code à 6 chiffres vient d'être envoyé par courriel à a•••@familles.example. Il est valable jusqu'à 10\u00a0h\u00a010. Ne le communiquez à personne.");
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("il vous reste 4 essais").waitFor();
    await seen("code");
    await field.fill("048 213");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Votre signature est enregistrée" }).waitFor();
    expect(inputOf("signConvention")).toEqual({ conventionId: "convention_1", code: CODE });
    await seen("signe");
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("asks for another code, by SMS", async () => {
    await opened();
    await page.getByRole("button", { name: "Recevoir mon code" }).click();
    await page.getByRole("button", { name: "Recevoir un autre code" }).click();
    await page.getByLabel("par SMS, au numéro que connaît l'établissement").check();
    await page.getByRole("button", { name: "Recevoir mon code" }).click();
    await page.getByText("vient d'être envoyé par SMS").waitFor();
    expect(inputOf("requestSignatureCode")).toEqual({ documentIds: ["document_1"], channel: "SMS" });
  });

  it("refuses with a reason", async () => {
    await opened();
    await page.getByText("Je ne veux pas signer").click();
    await page.getByLabel("Votre motif").fill("Les horaires ne conviennent pas.");
    await seen("refuser");
    await page.getByRole("button", { name: "Refuser de signer" }).click();
    await page.getByRole("heading", { name: "Votre refus est enregistré" }).waitFor();
    expect(inputOf("refuseToSign")).toEqual({ documentId: "document_1", reason: "Les horaires ne conviennent pas." });
  });

  it("fills the part of a host that has no account, and reads all that is to be mended at once", async () => {
    [purpose, isFilled] = ["ACT_FOR_HOST", false];
    await opened();
    await page.getByText("Le tuteur doit être joignable.").waitFor();
    expect(await page.getByLabel("Fonction").first().inputValue()).toBe("gérante");
    await page.getByLabel("Dernier jour").fill("2027-06-15");
    await page.getByRole("button", { name: "Envoyer à l'établissement" }).click();
    await page.getByRole("alert").getByText("Une autre chose à corriger.").waitFor();
    const wrong = page.getByRole("group", { name: "Qui signera pour votre structure" }).getByLabel("Prénom et nom");
    expect([await wrong.getAttribute("aria-invalid"), await page.evaluate("document.activeElement.id")]).toEqual(["true", "representativeName"]);
    await page.getByRole("alert").getByText("Prénom et nom : Ce champ est obligatoire.").waitFor();
    await seen("remplir");
    await page.getByLabel("Dernier jour").fill("2027-06-25");
    await page.getByLabel("Téléphone (facultatif)").fill("06 39 98 01 02");
    await page.getByRole("button", { name: "Envoyer à l'établissement" }).click();
    await page.getByRole("heading", { name: "La convention est remplie" }).waitFor();
    const { hostPart } = inputOf("completeConvention") as { hostPart: { timetable: readonly { date: string; slots: unknown }[]; tutor: unknown; lunch: unknown } };
    expect(hostPart.timetable.map(({ date }) => date)).toEqual(["14", "15", "16", "17", "18", "21", "22", "23", "24", "25"].map((day) => `2027-06-${day}`));
    expect(hostPart.timetable[0]!.slots).toEqual([{ from: "09:00", to: "12:00" }, { from: "13:30", to: "17:00" }]);
    expect([hostPart.tutor, hostPart.lunch]).toEqual([{ name: "Paul Roche", function: "chef d'atelier", email: "paul@menuiserie.example", phone: "06 39 98 01 02" }, null]);
    expect(complaints).toEqual([]);
  });

  it("keeps what is typed as it is typed, and gives it back: a host unknown to the platform is named", async () => {
    [purpose, isFilled, more] = ["ACT_FOR_HOST", false, { host: null, hostParty: { legalName: "Ferme des Tilleuls" }, hostPart: null, draft: { host: { representative: { name: "Inès Caro", function: null }, tutor: { name: null, function: null, email: null, phone: null }, timetable: null, activities: null, place: "Le Bourg, 19000 Tulle", lunch: null, transport: null } } }];
    await opened();
    const name = page.getByLabel("Prénom et nom").first();
    expect([await name.inputValue(), await page.getByLabel("Lieu du stage").inputValue()]).toEqual(["Inès Caro", "Le Bourg, 19000 Tulle"]);
    await page.getByLabel("Fonction").first().fill("gérante");
    await page.getByLabel("Lieu du stage").focus();
    await page.getByText(/^Gardé à/).waitFor();
    expect(inputOf("saveConventionDraft")).toMatchObject({ conventionId: "convention_1", host: { representative: { name: "Inès Caro", function: "gérante" }, timetable: [], place: "Le Bourg, 19000 Tulle" } });
    await seen("garder");
    [isFilled] = [true];
    await page.goto("about:blank");
    await opened();
    await page.getByText("Ferme des Tilleuls").waitFor();
    expect(complaints).toEqual([]);
  });

  it("signs an amendment to a convention that all have signed", async () => {
    const changes = [{ label: "Lieu du stage", before: "2 rue des Tilleuls, 19000 Tulle", after: "3 rue Neuve, 19000 Tulle" }];
    const amendment = { id: "amendment_1", status: "AGREED", reason: "L'atelier déménage.", changes, document: { id: "document_2", sha256: "b".repeat(64) } };
    more = { status: "SIGNED", amendments: [{ ...amendment, id: "amendment_0", status: "ABANDONED" }, amendment] };
    await opened();
    await page.getByRole("heading", { name: "Un avenant attend les signatures" }).waitFor();
    await seen("avenant");
    await page.getByRole("button", { name: "Recevoir mon code" }).click();
    await page.getByLabel("Votre code").fill(CODE);
    expect(inputOf("requestSignatureCode")).toEqual({ documentIds: ["document_2"], channel: "MAIL" });
    await page.keyboard.press("Enter");
    await page.getByText("Vous avez signé l'avenant").waitFor();
    expect(inputOf("signAmendment")).toEqual({ amendmentId: "amendment_1", code: CODE });
    expect(complaints).toEqual([]);
  });

  it("corrects the hours of an attestation, confirms them, and signs it", async () => {
    [purpose, more] = ["ACT_FOR_HOST", { status: "COMPLETED", attestation: { id: "attestation_1", status: "REQUESTED", document: null }, presence: [{ date: "2027-06-14", minutes: 420 }, { date: "2027-06-15", minutes: 420 }] }];
    await opened();
    await page.getByLabel("mardi 15 juin, en heures").fill("3.5");
    await seen("attester");
    await page.getByRole("button", { name: "Confirmer ces heures" }).click();
    await page.getByRole("heading", { name: "L'attestation de stage attend votre signature" }).waitFor();
    expect(inputOf("confirmAttestation")).toEqual({ attestationId: "attestation_1", days: [{ date: "2027-06-15", minutes: 210 }] });
    await page.getByRole("button", { name: "Recevoir mon code" }).click();
    await page.getByLabel("Votre code").fill(CODE);
    await page.keyboard.press("Enter");
    await page.getByText("Vous avez signé l'attestation").waitFor();
    expect(inputOf("signAttestation")).toEqual({ attestationId: "attestation_1", code: CODE });
    expect(complaints).toEqual([]);
  });
});
