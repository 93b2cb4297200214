/**
 * Crowds are as large as they were asked for by `npm run prove:races` and, so that every check stays short on a slow machine,
 * a fifth of that in `npm test`.
 */
export const isFullSize = process.env["FULL_SIZE"] === "1";

export const crowd = (size: number): number => (isFullSize ? size : size / 5);

/** Of what is drawn by chance, two in five, drawn anew each time. */
export const someOf = (stories: number): number => (isFullSize ? stories : (stories * 2) / 5);
