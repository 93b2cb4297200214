import { type Convention, hostPartInForce } from "./convention.ts";
import type { Timetable } from "./presence.ts";

/** The days of the stage as they are agreed now; none before the host has filled its part. */
export const timetableOf = (convention: Convention): Timetable => hostPartInForce(convention)?.timetable ?? [];
