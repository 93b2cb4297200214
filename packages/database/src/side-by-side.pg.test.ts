import { freshDatabase, type TestDatabase } from "@stages/testing/database.ts";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect, type Connection, type Transaction } from "./connection.ts";
import { sideBySide } from "./side-by-side.ts";

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase("empty", async () => {});
  connection = connect({ url: database.url, name: "test", max: 2 });
  await connection.db.execute(sql`create table written (word text not null check (word <> 'refused'))`);
});
beforeEach(async () => void (await connection.db.execute(sql`truncate written`)));
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const write = (tx: Transaction, word: string) => tx.execute(sql`insert into written values (${word})`);
const words = async () => (await connection.db.execute<{ word: string }>(sql`select word from written order by word`)).map(({ word }) => word);

describe("what is asked side by side in one transaction", () => {
  it("answers in its order, and takes what is nothing to ask", async () => {
    const answered = await connection.db.transaction((tx) => sideBySide(write(tx, "a").then(() => "a"), undefined, null, write(tx, "b").then(() => 2)));
    expect(answered).toEqual(["a", undefined, null, 2]);
    expect(await words()).toEqual(["a", "b"]);
  });

  /** One fails at once; the other has still something to write a round trip later, when a transaction that does not wait for it is over. */
  let late: Promise<unknown>;
  const failing = async (beside: (...asked: readonly Promise<unknown>[]) => Promise<unknown>) => {
    const error = await connection.db
      .transaction((tx) => {
        late = connection.db.execute(sql`select 1`).then(() => write(tx, "late"));
        return beside(Promise.reject(new Error("at once")), late);
      })
      .catch((reason: unknown) => reason);
    await Promise.allSettled([late]);
    return error;
  };

  it("has ended when one of it fails: nothing is written of no transaction", async () => {
    expect(await failing(sideBySide)).toMatchObject({ message: "at once" });
    expect(await words()).toEqual([]);
  });

  it("would go on asking once it was rolled back, by Promise.all: the control, of which the driver as we patch it lets nothing be written", async () => {
    expect(await failing((...asked) => Promise.all(asked))).toMatchObject({ message: "at once" });
    await expect(late).rejects.toMatchObject({ cause: { code: "CONNECTION_CLOSED" } });
    expect(await words()).toEqual([]);
  });

  it("fails as the statement that failed, not as those that PostgreSQL refused because of it", async () => {
    const failed = connection.db.transaction((tx) => sideBySide(write(tx, "a").then(() => write(tx, "b")), write(tx, "refused"), write(tx, "c")));
    await expect(failed).rejects.toMatchObject({ cause: { code: "23514" } });
    expect(await words()).toEqual([]);
  });
});
