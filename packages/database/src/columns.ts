import { type Id, type IdPrefix, idFromUuid, uuidOf } from "@stages/kernel/ids.ts";
import type { Uai } from "@stages/kernel/uai.ts";
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
export const campaignId = () => varchar({ length: 8 });
