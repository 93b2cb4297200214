/** How an event names the territories that it concerns, so that an académie and a département of the same number stay two. */
export const COUNTRY_KEY = "FR";
export const academyKey = (code: string): string => `A${code}`;
export const departmentKey = (code: string): string => `D${code}`;
/** A school by its UAI, which nothing else looks like. */
export const schoolKey = (uai: string): string => uai;
