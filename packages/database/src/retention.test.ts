import { pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { describe, expect, it } from "vitest";
import { instant } from "./columns.ts";
import { checkRetention, companion, dated, kept, type Retention, withCampaign, withParent } from "./retention.ts";

const schema = pgSchema("toy");
const conventions = schema.table("conventions", { id: uuid().primaryKey(), campaignId: text(), endedAt: instant() });
const documents = schema.table("documents", { conventionId: uuid().primaryKey() });
const loose = schema.table("loose", { at: instant() });

const words = { what: "Quelque chose", why: "parce que" };
const ofCampaign = withCampaign(conventions, { ...words, campaign: conventions.campaignId, term: { years: 1 } });
const ofConvention = withParent(documents, { ...words, parent: conventions, by: documents.conventionId });
const whenEnded = (isNull: boolean) => withCampaign(conventions, { ...words, campaign: conventions.campaignId, term: { years: 1 }, only: { label: "finies", column: conventions.endedAt, isNull } });
const whenFrozen = (isNamed: boolean) => withCampaign(conventions, { ...words, campaign: conventions.campaignId, term: { years: 1 }, only: { label: "figées", namedBy: documents.conventionId, isNamed } });

const check = (retention: Retention, tables = [conventions, documents]) => () => checkRetention(tables as never, retention);

describe("the start", () => {
  it.each<[string, Retention]>([
    ["a line for each table", [ofCampaign, ofConvention]],
    ["two lines that share out the rows", [whenEnded(true), whenEnded(false), ofConvention]],
    ["two lines by what another table has", [whenFrozen(true), whenFrozen(false), ofConvention]],
  ])("goes on with %s", (_title, retention) => {
    expect(check(retention)).not.toThrow();
  });

  it.each<[string, Retention, RegExp]>([
    ["a table has no line", [ofCampaign], /No retention for toy\.documents/],
    ["a line is of a table that there is not", [ofCampaign, ofConvention, kept(loose, words)], /unknown table: toy\.loose/],
    ["some rows of a table are in no line", [whenEnded(true), ofConvention], /Some rows of toy\.conventions/],
    ["two conditions do not share out the rows", [whenEnded(true), whenFrozen(false), ofConvention], /Some rows of toy\.conventions/],
    ["a column is another table's", [withCampaign(conventions, { ...words, campaign: documents.conventionId, term: { years: 1 } }), ofConvention], /another table's column/],
    ["a table is kept with itself", [withParent(conventions, { ...words, parent: documents, by: conventions.id }), ofConvention], /kept with itself/],
    ["a companion is nobody's", [ofCampaign, companion(documents, { ...words, until: "toujours" })], /Nobody's companion: toy\.documents/],
  ])("stops when %s", (_title, retention, fault) => {
    expect(check(retention)).toThrow(fault);
  });

  it("stops when rows with a term have no key to go by", () => {
    const retention = [dated(loose, { ...words, from: { label: "l'instant", at: loose.at }, term: { days: 1 } })];
    expect(check(retention, [loose] as never)).toThrow(/no primary key/);
  });
});
