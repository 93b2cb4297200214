/** The most seats of an offer of any host; an école has fewer. */
export const MOST_SEATS = 100;

/** Seats change from the first publication on, until the offer is removed. `candidatures` decides, `offers` shows whether it would. */
export function seatsCanChangeIn(status: string): boolean {
  return status !== "DRAFT" && status !== "REMOVED";
}
