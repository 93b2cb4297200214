/** What is public counts five people at least: below that, none included, a count could point at someone (domain, section 7). */
export const SMALLEST_PUBLIC_COUNT = 5;

export const isSmall = (count: number): boolean => count < SMALLEST_PUBLIC_COUNT;

export const hasSmall = (counts: readonly number[]): boolean => counts.some(isSmall);
