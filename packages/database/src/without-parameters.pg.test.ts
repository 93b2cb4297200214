import { inspect } from "node:util";
import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { FAILING_STATEMENTS, PLANTED, PLANTED_PARTS } from "@stages/testing/failing-statements.ts";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Connection, connectSql } from "./connection.ts";
import { withoutParameters } from "./without-parameters.ts";

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 1 });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

type Way = keyof typeof FAILING_STATEMENTS;
const failed = (way: Way): Promise<Error & { cause: Error }> => FAILING_STATEMENTS[way](connection.db).catch((error: unknown) => error as never);
const betrays = (text: string) => PLANTED_PARTS.some((part) => text.includes(part));

/** What a program makes of an error on its way to the log. */
const WRAPPED: Readonly<Record<string, (error: Error & { cause: Error }) => unknown>> = {
  "as it is": (error) => error,
  "as PostgreSQL's alone": (error) => error.cause,
  "as a cause": (error) => new Error("people, référence 1", { cause: error }),
  "repeated in another's message": (error) => new TypeError(`cannot follow: ${error.message} because of ${error.cause.message}`, { cause: error }),
  "as GraphQL does": (error) => Object.assign(new Error(error.message), { name: "GraphQLError", originalError: error, stack: error.stack }),
  "among several": (error) => new AggregateError([new Error("innocent"), error], "several"),
  "within itself": (error) => {
    const outer = new Error("outer", { cause: error });
    error.cause.cause = outer;
    return outer;
  },
};

describe.each(Object.keys(FAILING_STATEMENTS) as Way[])("a statement that failed with its parameter in PostgreSQL's %s", (way) => {
  it.each(Object.entries(WRAPPED))("is kept without it, %s", async (_, wrap) => {
    const { summary, whole } = withoutParameters(wrap(await failed(way)));
    expect(summary).not.toContain("\n");
    for (const text of [summary, whole]) {
      expect(betrays(text), text).toBe(false);
      expect(text).toContain(way === "detail" ? "23505, _bt_check_unique, public.planted, planted_pkey" : "22P02, string_to_uuid");
      expect(text).toContain(way === "detail" ? "insert into planted values ($1)" : "select $1::uuid as planted");
    }
    expect(whole).toMatch(/^ +at .*\.[jt]s:\d+/m);
  });

  it("tells it to whoever prints it: the control", async () => {
    const error = await failed(way);
    expect([error.message, error.stack!, inspect(error)].filter(betrays)).toHaveLength(3);
    expect(betrays(way === "detail" ? (error.cause as Error & { detail: string }).detail : error.cause.message)).toBe(true);
  });
});

it("a statement by the plain client is kept without its parameters too", async () => {
  const sql = connectSql({ url: database.url, name: "test", max: 1 });
  const error: unknown = await sql`select ${PLANTED}::uuid as planted`.catch((caught: unknown) => caught);
  await sql.end();
  expect(error).toBeInstanceOf(postgres.PostgresError);
  expect(withoutParameters(error).summary).toBe("PostgresError: 22P02, string_to_uuid, select $1::uuid as planted");
});

it("says what the server says of itself, where no statement was looked at", async () => {
  const missing = postgres(database.url, { database: "no_such_database", max: 1, onnotice: () => {} });
  const error: unknown = await missing`select 1`.catch((caught: unknown) => caught);
  await missing.end();
  expect(withoutParameters(error).summary).toContain('database "no_such_database" does not exist');
  const closed = postgres(database.url, { max: 1 });
  await closed.end();
  expect(withoutParameters(await closed`select 1`.catch((caught: unknown) => caught)).summary).toContain("CONNECTION_ENDED");
});

it("leaves other errors their words, stack and causes", () => {
  const error = new RangeError("cannot be applied", { cause: new Error("too late") });
  const { summary, whole } = withoutParameters(error);
  expect(summary).toBe("RangeError: cannot be applied ; caused by Error: too late");
  expect(whole).toBe(`${error.stack}\nCaused by ${(error.cause as Error).stack}`);
  expect(withoutParameters("thrown")).toEqual({ summary: "thrown", whole: "thrown" });
});
