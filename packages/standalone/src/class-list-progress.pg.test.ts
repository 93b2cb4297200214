import { randomUUID } from "node:crypto";
import type { StagesClient } from "@stages/client/client.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { earOn } from "./listening.ts";
import { MODES, type PlatformUnderTest, platformUnderTest } from "./platform-under-test.ts";

const IMPORT = "mutation($input: ImportClassListInput!) { importClassList(input: $input) { created } }";
const FOLLOW = "subscription($importId: ID!, $after: String) { classListImportProgress(importId: $importId, after: $after) { state read enrolled total cursor } }";
const FIELD = "classListImportProgress";
const HEADINGS = "INE,Nom,Prénom,Date de naissance,Classe,Adresse,Code postal,Commune";
const listOf = (count: number, from: number, over: { ne?: string } = {}) =>
  [HEADINGS, ...Array.from({ length: count }, (_, n) => `${from + n}AB,Mazaud,Zoé,${over.ne ?? "2011-09-03"},2de 9,${n} rue Riche,19000,Tulle`)].join("\r\n");

interface Progress {
  readonly state: string;
  readonly read: number;
  readonly enrolled: number;
  readonly total: number | null;
  readonly cursor: string;
}
const isLast = ({ state }: Progress) => state === "DONE" || state === "REFUSED";

describe.each(MODES)("%s", (mode) => {
  let platform: PlatformUnderTest;
  let head: StagesClient;
  let schoolUai: string;
  let drawn = 510_000_000;

  beforeAll(async () => {
    platform = await platformUnderTest(mode);
    head = await platform.as("school-head");
    schoolUai = (await head.need<{ viewer: { schools: { uai: string }[] } }>("{ viewer { schools { uai } } }")).viewer.schools[0]!.uai;
  });
  afterAll(() => platform.stop());
  const listen = (client: StagesClient, way: "websocket" | "sse", importId: string, after?: string) => earOn<Progress>(client.follow(way, FOLLOW, { importId, after }) as never, FIELD);
  const imported = (csv: string, importId: string | null, dryRun = false) => head.ask(IMPORT, { input: { schoolUai, csv, dryRun, importId } });

  it.each(["websocket", "sse"] as const)("an import of 1 000 lines is heard over %s step by step to its end, by the school's head alone", async (way) => {
    const importId = randomUUID();
    // An import of no line is refused at once: its end is heard, so the ear is open before the one that is listened to.
    const ear = listen(head, way, importId);
    await imported(HEADINGS, importId);
    await ear.until(({ state }) => state === "REFUSED");
    const other = await platform.as("other-school-head");
    const stranger = listen(other, way, importId);

    const before = ear.heard.length;
    expect((await imported(listOf(1_000, (drawn += 1_000)), importId.toUpperCase())).data).toEqual({ importClassList: { created: 1_000 } });
    const end = await ear.until(({ state }) => state === "DONE");
    expect(end).toMatchObject({ state: "DONE", read: 1_000, enrolled: 1_000, total: 1_000 });
    const steps = ear.heard.slice(before);
    expect(steps.length).toBeGreaterThanOrEqual(4);
    expect(steps.length).toBeLessThanOrEqual(20);
    expect(steps.map(({ enrolled }) => enrolled)).toEqual(steps.map(({ enrolled }) => enrolled).toSorted((a, b) => a - b));
    expect(steps.some(({ state, enrolled }) => state === "ENROLLING" && enrolled > 0 && enrolled < 1_000)).toBe(true);

    // Who comes at the end hears the last state; who has seen some of it, the rest.
    const late = listen(head, way, importId);
    expect(await late.until(isLast)).toEqual(end);
    expect(late.heard).toEqual([end]);
    const resumed = listen(head, way, importId, steps.at(-3)!.cursor);
    await resumed.until(isLast);
    expect(resumed.heard).toEqual(steps.slice(-2));

    // The same id chosen by another school's head is another import: each hears their own.
    const theirs = (await other.need<{ viewer: { schools: { uai: string }[] } }>("{ viewer { schools { uai } } }")).viewer.schools[0]!.uai;
    await other.ask(IMPORT, { input: { schoolUai: theirs, csv: listOf(2, (drawn += 1_000)), dryRun: true, importId } });
    await stranger.until(isLast);
    expect(new Set(stranger.heard.map(({ total }) => total))).toEqual(new Set([null, 2]));
    expect(ear.heard.at(-1)).toEqual(end);
    for (const one of [ear, late, resumed, stranger]) await one.leave();
  });

  it("an import refused, or rehearsed, says so in the end", async () => {
    const importId = randomUUID();
    const refused = await imported(listOf(3, (drawn += 1_000), { ne: "2050-01-01" }), importId);
    expect(refused.errors).toMatchObject([{ extensions: { code: "CLASS_LIST_REFUSED" } }]);
    const ear = listen(head, "websocket", importId);
    expect(await ear.until(isLast)).toMatchObject({ state: "REFUSED", read: 3 });
    await imported(listOf(3, (drawn += 1_000)), importId, true);
    expect(await ear.until(({ state }) => state === "DONE")).toMatchObject({ enrolled: 3, total: 3 });
    await ear.leave();
  });

  it("an id that is no UUID is refused, and nothing is imported", async () => {
    expect((await imported(listOf(1, (drawn += 1_000)), "mine")).errors).toMatchObject([{ extensions: { code: "INVALID_IMPORT_ID", field: "importId" } }]);
    const ear = head.follow("websocket", FOLLOW, { importId: "mine" });
    expect((await ear.next()).value).toMatchObject({ errors: [{ extensions: { code: "INVALID_IMPORT_ID" } }] });
    await ear.return?.();
  });
});
