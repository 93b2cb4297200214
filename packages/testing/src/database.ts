import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";

export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to it first: a test that failed may have left some. */
  drop(): Promise<void>;
}

const TEMPLATE_LOCK = 7_283_003;

/**
 * A database of one's own, copied in milliseconds from a template that the first file to ask for it makes by `migrate`.
 * Files run in parallel workers: the advisory lock has the others wait for that one, and a template whose making failed
 * is made again rather than copied half done.
 */
export async function freshDatabase(template: string, migrate: (url: string) => Promise<void>): Promise<TestDatabase> {
  const admin = postgres(inject("postgresUrl"), { max: 1, onnotice: () => {} });
  const urlOf = (database: string) => Object.assign(new URL(inject("postgresUrl")), { pathname: `/${database}` }).href;
  const complete = `template_${template}`;
  const name = `${template}_${randomBytes(6).toString("hex")}`;
  try {
    await admin`select pg_advisory_lock(${TEMPLATE_LOCK}, hashtext(${template}))`;
    const [found] = await admin`select 1 from pg_database where datname = ${complete}`;
    if (!found) {
      const draft = `${complete}_draft`;
      await admin`drop database if exists ${admin(draft)} with (force)`;
      await admin`create database ${admin(draft)}`;
      await migrate(urlOf(draft));
      await admin`alter database ${admin(draft)} rename to ${admin(complete)}`;
    }
    await admin`create database ${admin(name)} template ${admin(complete)}`;
  } finally {
    await admin.end();
  }
  return {
    url: urlOf(name),
    async drop() {
      const sql = postgres(inject("postgresUrl"), { max: 1, onnotice: () => {} });
      await sql`drop database if exists ${sql(name)} with (force)`;
      await sql.end();
    },
  };
}

/** What a subgraph's template is made by: `freshDatabase("conventions", migratedBy(create))`. */
export const migratedBy = (create: (url: string) => { migrate(): Promise<unknown>; stop(): Promise<unknown> }) => async (url: string): Promise<void> => {
  const migrating = create(url);
  await migrating.migrate();
  await migrating.stop();
};
