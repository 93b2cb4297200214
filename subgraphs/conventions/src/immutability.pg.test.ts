import { databaseUnder, roleOf, standingOf } from "@stages/database/standing.ts";
import { type Actor, ROLES } from "@stages/kernel/actor.ts";
import { uuidOf } from "@stages/kernel/ids.ts";
import { getNamedType, getNullableType, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from "graphql";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { conventionsUnderTest, type ConventionsUnderTest, INSURANCE } from "./conventions-fixture.ts";
import { ACTORS, TEACHER } from "./domain/fixtures.ts";
import { federated } from "./subgraph.ts";

/** What is asked is made from information_schema and from the graph, so that a column or a mutation added later is asked too. */

let under: ConventionsUnderTest;
let owner: postgres.Sql;
let frozen: { id: string; studentId: string };
let uuid: string;

/** Whose convention it is, in each role that there is. */
const everyone = (): readonly Actor[] => [
  { ...ACTORS.student, studentId: frozen.studentId as never },
  { ...ACTORS.representative, studentIds: [frozen.studentId as never] },
  ACTORS.host, ACTORS.tutor, ACTORS.head, ACTORS.teacher, ACTORS.adviser, ACTORS.rectorat, ACTORS.ministry, ACTORS.anonymous, { role: "PLATFORM" },
];

beforeAll(async () => {
  under = await conventionsUnderTest("immutability");
  owner = postgres(under.database.url, { max: 1 });
  await validated();
});

async function validated(): Promise<void> {
  frozen = await under.openConvention();
  uuid = uuidOf(frozen.id as never);
  await under.complete(frozen.id);
  await under.validate(frozen.id, { adjustments: "Tiers temps", legalRepresentatives: [{ name: "Anne Mazaud", phone: null }], liabilityInsurance: INSURANCE, referentTeacherId: TEACHER });
  expect((await under.read<{ status: string }>(ACTORS.head, frozen.id, "status")).status).toBe("VALIDATED");
}

/** What stands in these where it matters that it be what it is: the rest is any value. */
const SAID: Readonly<Record<string, string>> = { "amendments.status": "'SIGNED'", "attestations.status": "'SIGNED'" };

/** A row in the tables that only later acts fill: what is tried on them must have one to change. */
async function withEvidence(): Promise<void> {
  for (const table of LATER) {
    const columns = (await columnsOf(table)).filter(({ isGenerated }) => !isGenerated);
    const values = columns.map(({ name, type }) => SAID[`${table}.${name}`] ?? (name === "convention_id" ? `'${uuid}'` : type === "bytea" ? "'\\x01'::bytea" : type === "smallint" ? "1" : OTHER[type]!.replace("autre", "un").replace("1999", "1998")));
    await owner.unsafe(`insert into conventions.${table} (${columns.map(({ name }) => `"${name}"`).join(", ")}) values (${values.join(", ")})`);
  }
}
afterAll(async () => {
  await owner.end();
  await under.stop();
});

/** What a validated convention is made of, and the part of it that its life goes on writing. */
const LATER = ["evidence", "sealed_documents", "paper_copies", "amendments", "attestations"] as const;
const TABLES = ["conventions", "documents", "history", "evidence_chains", ...LATER] as const;
/** A chain grows with each signature, under the platform's own key: `verification.pg.test.ts` finds what is written there otherwise. */
const LIVING: Readonly<Record<string, readonly string[]>> = { conventions: ["status", "waiting_since", "next_reminder_on"], evidence_chains: ["length", "head", "completed_at", "mac"] };

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isGenerated: boolean;
}

const columnsOf = async (table: string): Promise<readonly Column[]> =>
  owner<Column[]>`
    select column_name as name, data_type as type, is_generated = 'ALWAYS' or is_identity = 'YES' as "isGenerated"
    from information_schema.columns where table_schema = 'conventions' and table_name = ${table} order by ordinal_position`;

/** Another value than any that stands there. */
const OTHER: Readonly<Record<string, string>> = {
  uuid: "gen_random_uuid()", text: "'autre'", "character varying": "'z'", bytea: "'\\x00'::bytea", smallint: "9", bigint: "9", integer: "9", date: "'1999-01-01'::date",
  "timestamp with time zone": "'1999-01-01'::timestamptz", jsonb: "'{}'::jsonb", boolean: "false",
};

const rowsOf = async (table: string): Promise<string> => {
  const key = table === "conventions" ? "id" : "convention_id";
  const [row] = await owner.unsafe<{ rows: string }[]>(`select coalesce(string_agg(said, '|' order by said), '') as rows from (select (to_jsonb(t) - '{${(LIVING[table] ?? []).join(",")}}'::text[])::text as said from conventions.${table} t where ${key} = '${uuid}') each`);
  return row!.rows;
};
const whole = async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await rowsOf(table)])));

/** Runs one statement as this actor's role, and takes it back. Whether it wrote anything. */
async function wrote(client: postgres.Sql, actor: Actor, statement: string): Promise<boolean> {
  const db = databaseUnder(client, standingOf("conventions", actor));
  let count = 0;
  const undo = new Error("taken back");
  await db.transaction(async (tx) => {
    const result = await tx.execute(statement);
    count = (result as unknown as { count: number }).count;
    throw undo;
  }).catch((error: unknown) => {
    if (error === undo) return;
    const { code } = ((error as { cause?: { code?: string } }).cause ?? {});
    // Not allowed; refused by a trigger; or no such row for this role.
    expect(["42501", "23001"], `${actor.role}: ${statement}: ${String(code)}`).toContain(code);
  });
  return count > 0;
}

async function statementsOn(table: string): Promise<readonly string[]> {
  const key = table === "conventions" ? "id" : "convention_id";
  const columns = (await columnsOf(table)).filter(({ name, isGenerated }) => !isGenerated && !(LIVING[table] ?? []).includes(name));
  return [
    ...columns.map(({ name, type }) => `update conventions.${table} set "${name}" = ${OTHER[type]!} where ${key} = '${uuid}'`),
    `delete from conventions.${table} where ${key} = '${uuid}'`,
    `truncate conventions.${table}`,
  ];
}

describe("a validated convention", () => {
  it("has a value to try for every column of every table", async () => {
    await withEvidence();
    for (const table of TABLES) for (const { type, name } of await columnsOf(table)) expect(OTHER[type], `${table}.${name}`).toBeDefined();
    expect(new Set(everyone().map(({ role }) => role))).toEqual(new Set(ROLES));
  });

  it("is not changed, deleted or truncated by SQL under any role of the application", async () => {
    const client = postgres(under.database.url, { max: 1 });
    const before = await whole();
    let tried = 0;
    const passed: string[] = [];
    for (const table of TABLES) {
      for (const statement of await statementsOn(table)) {
        for (const actor of everyone()) {
          tried += 1;
          if (await wrote(client, actor, statement)) passed.push(`${actor.role}: ${statement}`);
        }
      }
    }
    await client.end();
    expect(passed).toEqual([]);
    expect(await whole()).toEqual(before);
    expect(tried).toBeGreaterThan(1_150);
  });

  it("is not led back by SQL to where its text could change, nor anywhere else than the table leads, under any role", async () => {
    const client = postgres(under.database.url, { max: 1 });
    const led: string[] = [];
    for (const actor of everyone()) {
      for (const to of ["DRAFT", "HOST_COMPLETED", "RETURNED", "SIGNING", "SIGNED", "CANCELLED", "INTERRUPTED", "COMPLETED"]) {
        if (await wrote(client, actor, `update conventions.conventions set status = '${to}' where id = '${uuid}'`)) led.push(`${actor.role} ${to}`);
      }
    }
    await client.end();
    expect(led.toSorted()).toEqual([
      "HOST_MANAGER CANCELLED", "HOST_MANAGER SIGNING", "LEGAL_REPRESENTATIVE SIGNING", "PLATFORM CANCELLED", "PLATFORM SIGNED", "PLATFORM SIGNING",
      "SCHOOL_HEAD CANCELLED", "SCHOOL_HEAD SIGNED", "SCHOOL_HEAD SIGNING", "STUDENT SIGNING",
    ]);
  });

  it("would be changed by the platform without the triggers, and by more roles without their narrow rights: the tries bite", async () => {
    const platform = { role: "PLATFORM" } as const;
    const statements = (await Promise.all(TABLES.map(statementsOn))).flat().filter((statement) => !statement.startsWith("truncate"));
    const client = postgres(under.database.url, { max: 1 });
    for (const table of TABLES) await owner.unsafe(`alter table conventions.${table} disable trigger user`);
    await owner.unsafe(`grant update on conventions.conventions to ${roleOf("conventions", "STUDENT")}`);
    try {
      let passed = 0;
      for (const statement of statements) if (await wrote(client, platform, statement)) passed += 1;
      expect(passed).toBe(statements.length);
      expect(await wrote(client, everyone()[0]!, `update conventions.conventions set host_part = '\\x00'::bytea where id = '${uuid}'`)).toBe(true);
    } finally {
      for (const table of TABLES) await owner.unsafe(`alter table conventions.${table} enable trigger user`);
      await owner.unsafe(`revoke update on conventions.conventions from ${roleOf("conventions", "STUDENT")}; grant update (status, waiting_since, next_reminder_on) on conventions.conventions to ${roleOf("conventions", "STUDENT")}`);
      await client.end();
    }
  });
});

/** Some input that the schema takes: this convention wherever a convention is named, and something to write everywhere else. */
function valueOf(name: string, type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [valueOf(name, nullable.ofType as GraphQLInputType)];
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) return Object.fromEntries(Object.values(nullable.getFields()).flatMap((field) => (field.name === "idempotencyKey" ? [] : [[field.name, valueOf(field.name, field.type)]])));
  const scalars: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: true, Date: "2027-06-15", Time: "09:00", DateTime: "2027-06-15T09:00:00Z" };
  if (nullable.name === "ID") return /convention/i.test(name) ? frozen.id : /teacher/i.test(name) ? TEACHER : /student/i.test(name) ? frozen.studentId : crypto.randomUUID();
  return scalars[nullable.name] ?? "Autre chose";
}

it("no mutation of the graph, in any role, changes what is frozen of it", async () => {
  await validated();
  const mutations = Object.values(federated.schema.getMutationType()!.getFields()).filter(({ args }) => args.length > 0);
  expect(mutations.length).toBeGreaterThan(10);
  const text = async () => {
    const [row] = await owner<{ kept: string }[]>`
      select (to_jsonb(c) - '{status,waiting_since,next_reminder_on,reason,end_cause,ended_on}'::text[])::text as kept from conventions.conventions c where id = ${uuid}`;
    return { convention: row!.kept, documents: await rowsOf("documents"), history: (await rowsOf("history")).length > 0 };
  };
  const before = await text();
  let asked = 0;
  for (const { name, args, type } of mutations) {
    const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(", ");
    const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
    const isObject = "getFields" in getNamedType(type);
    const query = `mutation(${declared}) { ${name}(${given})${isObject ? " { __typename }" : ""} }`;
    const variables = Object.fromEntries(args.flatMap((arg) => (isNonNullType(arg.type) || arg.name === "input" ? [[arg.name, valueOf(arg.name, arg.type)]] : [])));
    // Cancelling comes last: it ends what is tried here.
    if (name === "cancelConvention") continue;
    for (const actor of everyone()) {
      await under.run(actor, query, variables);
      asked += 1;
    }
    expect(await text(), name).toEqual(before);
  }
  expect(asked).toBe((mutations.length - 1) * everyone().length);
  expect(asked).toBeGreaterThan(410);
  await under.run(ACTORS.head, 'mutation($id: ID!) { cancelConvention(input: { conventionId: $id, cause: MISTAKE, reason: "Erreur." }) { id } }', { id: frozen.id });
  expect(await under.read(ACTORS.head, frozen.id, "status cancellationCause reason")).toEqual({ status: "CANCELLED", cancellationCause: "MISTAKE", reason: "Erreur." });
  expect(await text()).toEqual(before);
});
