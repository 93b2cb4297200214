import { enumType } from "@stages/subgraph/enum-type.ts";
import type { Status } from "../domain/lifecycle.ts";

export const CandidatureStatus = enumType<Status>("CandidatureStatus", "Where a candidature stands in its life.", {
  SUBMITTED: "Sent; the host has not opened it yet.",
  READ: "The host has opened it; its answer is awaited.",
  ACCEPTED: "The host said yes and a seat is taken; the student has to confirm.",
  CONFIRMED: "The student confirmed: the stage is arranged for these weeks.",
  REFUSED: "The host said no, with a reason.",
  EXPIRED: "The host did not answer within the campaign's delay, 15 days in the FAQ.",
  WITHDRAWN: "The student gave up, or declined what was accepted.",
  LAPSED: "Accepted, and not confirmed in time; the seat is free again.",
  SUPERSEDED: "The student confirmed another stage for the same week.",
  CANCELLED_BY_HOST: "Accepted, then cancelled with a reason; the seat is free again.",
  CANCELLED_BY_SCHOOL: "Cancelled by the school with a reason: what it had booked, or a convention; the seat is free again.",
});
