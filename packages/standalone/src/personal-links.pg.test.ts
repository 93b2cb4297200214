import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type StagesClient, stagesClient } from "@stages/client/client.ts";
import { LINK_REACH, type LinkPurpose } from "@stages/kernel/link-purpose.ts";
import { domainEvent } from "@stages/events/contracts.ts";
import { postgresBus } from "@stages/events/postgres-bus.ts";
import type { ConventionId, HostId, StudentId } from "@stages/kernel/ids.ts";
import { buildSchema, type GraphQLSchema } from "graphql";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { anyCall, objectType } from "./access/shape.ts";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const api: GraphQLSchema = buildSchema(readFileSync(join(import.meta.dirname, "../../../schema/api.graphql"), "utf8"));
const OPEN = "mutation($token: String!) { openPersonalLink(input: { token: $token }) { accessToken expiresAt purpose conventionId role } }";
const VALIDATE = `mutation($id: ID!, $teacher: ID!) {
  validateConvention(input: { conventionId: $id, referentTeacherId: $teacher, liabilityInsurance: { insurer: "MAIF", policyNumber: "42" } }) { id status }
}`;
const SIGN = "mutation($id: ID!, $code: String!) { signConvention(input: { conventionId: $id, code: $code }) { id status signatures { capacity } } }";
const SEND = "mutation($input: SendPersonalLinkInput!) { sendPersonalLink(input: $input) { id state } }";

interface Mail {
  readonly to: string;
  readonly text: string;
}
interface Session {
  readonly accessToken: string;
  readonly conventionId: string;
  readonly role: string;
}
interface Ready {
  readonly id: string;
  readonly student: { readonly id: string; readonly lastName: string; readonly isMinor: boolean; readonly legalRepresentatives: readonly { readonly id: string; readonly email: string }[] };
}

describe.each(MODES)("%s", (mode) => {
  let platform: PlatformUnderTest;
  let head: StagesClient;
  let conventions: readonly Ready[];
  let teacher: string;
  const clients: StagesClient[] = [];

  beforeAll(async () => {
    platform = await platformUnderTest(mode);
    head = await platform.as("school-head");
    const ASKED = "{ viewer { schools { staff { id function } } } conventions(status: HOST_COMPLETED, first: 100) { edges { node { id confirmedAt student { id lastName isMinor legalRepresentatives { id email } } } } } }";
    const { viewer, conventions: page } = await head.need<{ viewer: { schools: { staff: { id: string; function: string }[] }[] }; conventions: { edges: { node: Ready & { confirmedAt: string | null } }[] } }>(ASKED);
    teacher = viewer.schools[0]!.staff.find((one) => one.function === "TEACHER")!.id;
    conventions = page.edges.map(({ node }) => node).filter(({ confirmedAt, student }) => confirmedAt !== null && student.isMinor && student.legalRepresentatives.length > 0);
    expect(conventions.length).toBeGreaterThan(0);
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await platform.stop();
  });

  const mailsTo = async (email: string) => {
    const mails = (await (await fetch(new URL("/development/mailbox", platform.url), { headers: { accept: "application/json" } })).json()) as Mail[];
    return mails.filter(({ to }) => to.toLowerCase() === email.toLowerCase());
  };
  const tokenIn = ({ text }: Mail) => /\/lien#([\w-]{43})/.exec(text)![1]!;
  const open = (token: string) => platform.post({ query: OPEN, variables: { token } });
  const sessionOf = async (token: string) => (await open(token)).data!["openPersonalLink"] as Session;
  const withBearer = (accessToken: string) => {
    const client = stagesClient({ url: platform.url, token: accessToken });
    clients.push(client);
    return client;
  };
  const mailed = (email: string) => vi.waitFor(async () => (expect((await mailsTo(email)).length).toBeGreaterThan(0), (await mailsTo(email))[0]!), { timeout: 30_000 });

  const codeFor = async (bearer: StagesClient, id: string, email: string) => {
    const { convention } = await bearer.need<{ convention: { document: { id: string } } }>("query($id: ID!) { convention(id: $id) { document { id } } }", { id });
    await bearer.need("mutation($id: ID!) { requestSignatureCode(input: { documentIds: [$id] }) { expiresAt channel sentTo } }", { id: convention.document.id });
    return vi.waitFor(async () => /^\d{6}$/m.exec((await mailsTo(email)).find(({ text }) => text.includes("code"))?.text ?? "")![0], { timeout: 30_000 });
  };

  /** Every root field but those of the purpose. */
  async function refusesAllBut(bearer: StagesClient, purpose: LinkPurpose): Promise<void> {
    for (const kind of ["Query", "Mutation"] as const) {
      for (const field of Object.values(objectType(api, kind).getFields())) {
        if (LINK_REACH[purpose].calls.includes(`${kind}.${field.name}`)) continue;
        const { errors, data } = await bearer.ask(`${kind.toLowerCase()} { ${anyCall(field)} }`);
        expect([errors?.[0]?.extensions.code, data?.[field.name] ?? null], `${kind}.${field.name}`).toEqual(["FORBIDDEN", null]);
      }
    }
    for (const field of Object.values(objectType(api, "Subscription").getFields())) {
      if (LINK_REACH[purpose].calls.includes(`Subscription.${field.name}`)) continue;
      for (const way of ["websocket", "sse"] as const) expect(await refusalOfStream(bearer, way, `subscription { ${anyCall(field)} }`), `Subscription.${field.name}`).toBe("FORBIDDEN");
    }
  }

  async function validated(): Promise<{ readonly convention: Ready; readonly mail: Mail }> {
    const [convention, ...others] = conventions;
    conventions = others;
    await head.need(VALIDATE, { id: convention!.id, teacher });
    return { convention: convention!, mail: await mailed(convention!.student.legalRepresentatives[0]!.email) };
  }
  const send = (input: object, as = head) => as.need<{ sendPersonalLink: { id: string } }>(SEND, { input });
  /** Of the mails to an address, the newest stands first. */
  const resent = async (input: object, email: string) => {
    await send(input);
    return sessionOf(tokenIn((await mailsTo(email))[0]!));
  };

  it("a validated convention leads by a mail and its link to a signature, and to nothing else", async () => {
    const { convention, mail } = await validated();
    const token = tokenIn(mail);
    const page = await fetch(new URL("/lien", platform.url));
    expect([page.status, page.headers.get("content-security-policy"), page.headers.get("referrer-policy")]).toEqual([200, expect.stringContaining("default-src 'none'; script-src 'self'"), "no-referrer"]);

    const session = await sessionOf(token);
    expect(session).toMatchObject({ conventionId: convention.id, role: "LEGAL_REPRESENTATIVE" });
    expect((await open(token)).errors?.[0]?.extensions.code).toBe("LINK_UNKNOWN");

    const bearer = withBearer(session.accessToken);
    const WHOLE = "query($id: ID!) { convention(id: $id) { id document { sha256 } student { firstName lastName } host { legalName } school { name } schoolPart { liabilityInsurance { policyNumber } referentTeacher { lastName } } } }";
    expect(await bearer.need(WHOLE, { id: convention.id })).toMatchObject({ convention: { id: convention.id, student: { lastName: convention.student.lastName } } });

    await refusesAllBut(bearer, "SIGN_CONVENTION");

    // Another convention: of the same family, school and host, by its id and along every path that leads to one.
    const others = await head.need<{ conventions: { edges: { node: { id: string } }[] } }>("{ conventions(first: 100) { edges { node { id } } } }");
    for (const { node } of others.conventions.edges) {
      if (node.id === convention.id) continue;
      expect(await bearer.need("query($id: ID!) { convention(id: $id) { id } }", { id: node.id })).toEqual({ convention: null });
      expect((await bearer.ask(SIGN, { id: node.id, code: "000000" })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    }
    const PATHS = [
      "student { conventions { id } }", "student { candidatures { id } }", "student { home { addressLine } }", "student { birthDate }", "student { school { uai } }", "student { legalRepresentatives { email } }",
      "student { personalLinks { id } }", "host { conventions { edges { cursor } } }", "host { candidatures { edges { cursor } } }", "host { offers { edges { cursor } } }", "school { conventions { edges { cursor } } }",
      "school { students { edges { cursor } } }", "school { staff { id } }", "school { academy { code } }", "offer { id }", "candidature { id }", "absences { id }", "history { to }",
    ];
    for (const path of PATHS) {
      const { data, errors } = await bearer.ask(`query($id: ID!) { convention(id: $id) { id ${path} } }`, { id: convention.id });
      expect(errors?.map(({ extensions }) => extensions.code), path).toEqual(["FORBIDDEN"]);
      const [first, second] = path.split(" { ") as [string, string];
      const inside = (data?.["convention"] as Record<string, Record<string, unknown> | null> | null)?.[first];
      expect(inside?.[second.replace(/\W.*/, "")] ?? null, path).toBeNull();
    }

    const signed = await bearer.need<{ signConvention: { status: string; signatures: { capacity: string }[] } }>(SIGN, { id: convention.id, code: await codeFor(bearer, convention.id, mail.to) });
    expect(signed.signConvention).toEqual({ id: convention.id, status: "SIGNING", signatures: [{ capacity: "LEGAL_REPRESENTATIVE" }] });
    expect((await bearer.ask(SIGN, { id: convention.id, code: "000000" })).errors?.[0]?.extensions.code).toBe("SIGNED_ALREADY");

    // What becomes of it, live; and of no other, asked for by its id or not.
    const stream = bearer.follow("sse", 'subscription { conventionStatusChanged(after: "0") { to convention { id student { lastName } } } }');
    for (const to of ["VALIDATED", "SIGNING"]) {
      expect((await stream.next()).value).toMatchObject({ data: { conventionStatusChanged: { to, convention: { id: convention.id, student: { lastName: convention.student.lastName } } } } });
    }
    await stream.return?.();
  });

  it("a tutor follows that one intern", async () => {
    const tutor = await platform.as("tutor");
    const SIGNED = "{ conventions(status: SIGNED, first: 50) { edges { node { id hostPart { tutor { email } timetable { date } } } } } }";
    const { conventions: followed } = await tutor.need<{ conventions: { edges: { node: { id: string; hostPart: { tutor: { email: string }; timetable: { date: string }[] } } }[] } }>(SIGNED);
    const { id, hostPart } = followed.edges[0]!.node;
    await send({ conventionId: id, purpose: "FOLLOW_INTERN" }, await platform.as("host-manager"));
    const session = await sessionOf(tokenIn(await mailed(hostPart.tutor.email)));
    expect(session).toMatchObject({ conventionId: id, role: "TUTOR" });
    const bearer = withBearer(session.accessToken);
    const { convention } = await bearer.need<{ convention: { absences: unknown[]; viewerActions: { action: string; allowed: boolean }[] } }>(
      "query($id: ID!) { convention(id: $id) { student { firstName lastName referentTeacher { lastName } } hostPart { place } absences { id } viewerActions { action allowed } } }",
      { id },
    );
    // The stage has not begun.
    expect(convention.viewerActions).toContainEqual({ action: "reportAbsence", allowed: false });
    // Not the text that holds the insurance and the adjustments.
    for (const field of ["document { content }", "schoolPart { adjustments }"]) expect((await bearer.ask(`query($id: ID!) { convention(id: $id) { ${field} } }`, { id })).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect((await bearer.ask(SIGN, { id, code: "000000" })).errors?.[0]?.extensions.code).toBe("FORBIDDEN");

    // On the first day of the stage: the session itself is of now, and lasts as long.
    const day = hostPart.timetable[0]!.date;
    const then = stagesClient({ url: platform.url, token: session.accessToken, now: Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: "Europe/Paris", plainTime: "10:00" }).toInstant() });
    clients.push(then);
    const { convention: begun } = await then.need<{ convention: { viewerActions: { action: string; allowed: boolean }[] } }>("query($id: ID!) { convention(id: $id) { viewerActions { action allowed } } }", { id });
    expect(begun.viewerActions).toContainEqual({ action: "reportAbsence", allowed: true });
    expect((await then.ask('mutation($id: ID!) { reportAbsence(input: { conventionId: $id, day: "2001-01-01", kind: ABSENT }) { id } }', { id })).errors?.[0]?.extensions.code).toBe("ABSENCE_NOT_A_DAY_OF_STAGE");
    const REPORT = "mutation($id: ID!, $day: Date!) { reportAbsence(input: { conventionId: $id, day: $day, kind: ABSENT }) { day step timeline { byRole } convention { id } } }";
    expect(await then.need(REPORT, { id, day })).toEqual({ reportAbsence: { day, step: "REPORTED", timeline: [{ byRole: "TUTOR" }], convention: { id } } });
    expect(await then.need("query($id: ID!) { convention(id: $id) { absences { day } } }", { id })).toEqual({ convention: { absences: [{ day }] } });
  });

  it("who speaks for a host fills that one convention, as its manager would", async () => {
    const ASKED = "{ conventions(status: DRAFT, first: 50) { edges { node { id student { id firstName lastName } host { id legalName } } } } }";
    const { conventions: drafts } = await head.need<{ conventions: { edges: { node: { id: ConventionId; student: { id: StudentId; firstName: string; lastName: string }; host: { id: HostId; legalName: string } } }[] } }>(ASKED);
    const [{ node: draft }, ...others] = drafts.edges as [(typeof drafts.edges)[0], ...typeof drafts.edges];
    const email = `gerante.${mode}@menuiserie.example`;
    const bus = postgresBus(platform.databaseUrl);
    try {
      const named = { conventionId: draft.id, studentId: draft.student.id, hostId: draft.host.id, name: "Inès Caro", email };
      await bus.publish([domainEvent("HostRepresentativeNamed", draft.id, named, Temporal.Now.instant())]);
    } finally {
      await bus.stop();
    }
    const session = await sessionOf(tokenIn(await mailed(email)));
    expect(session).toMatchObject({ conventionId: draft.id, role: "HOST_MANAGER" });
    const bearer = withBearer(session.accessToken);
    const WHOLE = "query($id: ID!) { convention(id: $id) { status student { firstName lastName className } host { legalName } hostParty { legalName } school { name } hostPart { place } schoolPart { adjustments } document { sha256 } signatures { capacity } signatureRefusals { reason } presence { date } attestation { status } editableFields viewerActions { action allowed } } }";
    const { convention } = await bearer.need<{ convention: { student: object; viewerActions: { action: string; allowed: boolean }[] } }>(WHOLE, { id: draft.id });
    expect(convention.student).toMatchObject({ firstName: draft.student.firstName, lastName: draft.student.lastName });
    expect(convention.viewerActions).toContainEqual({ action: "completeConvention", allowed: true });
    // Of the same host, whose managers see them all.
    for (const { node } of others.filter(({ node }) => node.host.id === draft.host.id)) expect(await bearer.need("query($id: ID!) { convention(id: $id) { id } }", { id: node.id })).toEqual({ convention: null });
    for (const path of ["host { conventions { edges { cursor } } }", "host { managers { firstName } }", "host { offers { edges { cursor } } }", "student { birthDate }", "student { school { uai } }", "schoolPart { liabilityInsurance { policyNumber } }", "candidature { id }", "absences { id }", "history { to }"]) {
      const { errors } = await bearer.ask(`query($id: ID!) { convention(id: $id) { id ${path} } }`, { id: draft.id });
      expect(errors === undefined || errors.every(({ extensions }) => extensions.code === "FORBIDDEN"), path).toBe(true);
    }
    await refusesAllBut(bearer, "ACT_FOR_HOST");
    const other = others.find(({ node }) => node.host.id === draft.host.id)?.node ?? others[0]!.node;
    const COMPLETE = "mutation($id: ID!) { completeConvention(input: { conventionId: $id, hostPart: { representative: { name: \"Inès Caro\", function: \"gérante\" }, tutor: { name: \"Paul Roche\", function: \"chef d'atelier\", email: \"paul@menuiserie.example\" }, timetable: [], activities: \"Observation\", place: \"Tulle\" } }) { id } }";
    expect((await bearer.ask(COMPLETE, { id: other.id })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    const SAVE = "mutation($id: ID!) { saveConventionDraft(input: { conventionId: $id, host: { place: \"Le Bourg\" } }) { draft { host { place } } } }";
    expect(await bearer.need(SAVE, { id: draft.id })).toEqual({ saveConventionDraft: { draft: { host: { place: "Le Bourg" } } } });
    expect((await bearer.ask(SAVE, { id: other.id })).errors?.[0]?.extensions.code).toBe("NOT_FOUND");
    expect(await bearer.need("{ verifyDocument(code: \"ABCD-EFGH-JKMN\") }")).toEqual({ verifyDocument: false });
    // Its own is judged by the rules, and not by who asks.
    const refusedFor = (await bearer.ask(COMPLETE, { id: draft.id })).errors?.[0]?.extensions.code;
    expect([undefined, "NOT_FOUND", "FORBIDDEN"]).not.toContain(refusedFor);
  });

  it("a link withdrawn, replaced or misused opens no door, over HTTP, WebSocket and SSE", async () => {
    const { convention, mail } = await validated();
    const { id: personId, email } = convention.student.legalRepresentatives[0]!;
    const input = { conventionId: convention.id, purpose: "SIGN_CONVENTION", personId };
    const unopened = tokenIn(mail);
    const replaced = (await resent(input, email)).accessToken;
    const withdrawn = await resent(input, email);
    const READ = "query($id: ID!) { convention(id: $id) { id } }";
    expect(await withBearer(withdrawn.accessToken).need(READ, { id: convention.id })).toEqual({ convention: { id: convention.id } });
    const { student } = await head.need<{ student: { personalLinks: { id: string; state: string }[] } }>("query($id: ID!) { student(id: $id) { personalLinks { id state } } }", { id: convention.student.id });
    const since = performance.now();
    await head.need("mutation($id: ID!) { revokePersonalLink(input: { linkId: $id }) { state } }", { id: student.personalLinks.find(({ state }) => state === "OPENED")!.id });
    const stopped = async () => (await platform.post({ query: READ, variables: { id: convention.id } }, { authorization: `Bearer ${withdrawn.accessToken}` })).status;
    while ((await stopped()) !== 401) await pause(5);
    expect(performance.now() - since).toBeLessThan(5_000);
    // Opened three hours ago, as far as the platform knows: it lasted thirty minutes.
    await send(input);
    const over = ((await platform.post({ query: OPEN, variables: { token: tokenIn((await mailsTo(email))[0]!) } }, { "x-stages-now": Temporal.Now.instant().subtract({ hours: 3 }).toString() })).data!["openPersonalLink"] as Session).accessToken;
    await send(input);
    const opened = tokenIn((await mailsTo(email))[0]!);
    const good = (await sessionOf(opened)).accessToken;
    expect((await open(opened)).errors?.[0]?.extensions.code).toBe("LINK_UNKNOWN");

    const misused: Readonly<Record<string, string>> = {
      "a link that was not opened": unopened,
      "the same with the prefix of a session": `stl_${unopened}`,
      "a session replaced": replaced,
      "a session withdrawn": withdrawn.accessToken,
      "a session that is over": over,
      "a link opened twice": opened,
      "the same with the prefix of a session, opened twice": `stl_${opened}`,
      "a secret of one's own": `stl_${"A".repeat(43)}`,
      "a good one truncated": good.slice(0, -1),
      "a good one with more behind": `${good}A`,
      "a good one without its prefix": good.slice(4),
      "a good one in other case": `STL_${good.slice(4)}`,
      "the subject of a link": "link|link_01kz0000000000000000000000",
    };
    for (const [name, token] of Object.entries(misused)) {
      const headers = { authorization: `Bearer ${token}` };
      for (const accept of ["application/json", "text/event-stream"]) expect((await platform.post({ query: "{ __typename }" }, { ...headers, accept })).status, `${name}, ${accept}`).toBe(401);
      expect(await closeCode(platform.url, headers), name).toBe(4403);
    }
    expect((await platform.post({ query: "{ __typename }" }, { authorization: `Bearer ${good}` })).status).toBe(200);
    expect((await platform.post({ query: "{ __typename }" }, { authorization: `Bearer ${good}`, "x-stages-role": "SCHOOL_HEAD" })).errors?.[0]?.extensions.code).toBe("ROLE_NOT_HELD");
  });
});

async function refusalOfStream(client: StagesClient, way: "websocket" | "sse", query: string): Promise<unknown> {
  const stream = client.follow(way, query);
  try {
    const { value } = await stream.next();
    return (value as { errors?: { extensions: { code: string } }[] })?.errors?.[0]?.extensions.code;
  } catch (error) {
    return (error as { extensions?: { code: string } }[])[0]?.extensions?.code;
  } finally {
    await stream.return?.();
  }
}

async function closeCode(url: string, connectionParams: Record<string, unknown>): Promise<unknown> {
  const client = createClient({ url: url.replace(/^http/, "ws"), retryAttempts: 0, connectionParams });
  try {
    const { value } = await client.iterate({ query: "{ __typename }" }).next();
    return value;
  } catch (error) {
    return (error as { code: number }).code;
  } finally {
    await client.dispose();
  }
}
