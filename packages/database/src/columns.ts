import { type Id, type IdPrefix, idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import { DEPARTMENTS_OF_OTHER_PREFIXES, type Uai } from "@stages/kernel/uai.ts";
import { sql } from "drizzle-orm";
import { customType, varchar } from "drizzle-orm/pg-core";

/** A TypeID outside, a 16-byte uuid inside. */
export const typeId = <P extends IdPrefix>(prefix: P) =>
  customType<{ data: Id<P>; driverData: string }>({
    dataType: () => "uuid",
    toDriver: (id) => uuidOf(id),
    fromDriver: (uuid) => idFromUuid(prefix, uuid),
  })();

/** A day in Europe/Paris; PostgreSQL's `date` has no zone either. */
export const civilDate = customType<{ data: Temporal.PlainDate; driverData: string }>({
  dataType: () => "date",
  toDriver: (date) => date.toString(),
  fromDriver: (text) => Temporal.PlainDate.from(text),
});

export const instant = customType<{ data: Temporal.Instant; driverData: string }>({
  dataType: () => "timestamp (6) with time zone",
  toDriver: (moment) => moment.toString(),
  fromDriver: (text) => Temporal.Instant.from(text),
});

export const uai = () => varchar({ length: 8 }).$type<Uai>();
/** The ministry's two-digit code of an académie. */
export const academy = () => varchar({ length: 2 });
/** The code of a département: "19", "2A", "971". */
export const department = () => varchar({ length: 3 });

const prefixes = Object.entries(DEPARTMENTS_OF_OTHER_PREFIXES).map(([prefix, code]) => `when '${prefix}' then '${code}'`);
/**
 * `departmentOf(schoolUai)`, kept by PostgreSQL: a plain column, whose comparison an index serves behind row policies,
 * where that of a function is not known to leak nothing. Triggers that run before an update see it as null.
 */
export const departmentOfSchool = () =>
  department().generatedAlwaysAs(sql.raw(`case left(school_uai, 3) ${prefixes.join(" ")} else regexp_replace(left(school_uai, 3), '^0', '') end`));
export const campaignId = () => varchar({ length: 8 });
