import { percent } from "../view/words.ts";

/** Five steps of one hue: what a map shows at a glance, and what a legend can say. */
export const CLASSES = [0, 1, 2, 3, 4] as const;
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2] as const;

/** How much a class holds: in autumn nobody is far, and a map whose colours were made for June would have one. */
export const stepFor = (highest: number) => STEPS.find((step) => highest <= step * CLASSES.length) ?? STEPS.at(-1)!;
/** Rates are quotients: what is a step to the last bit but one is that step. */
export const classOf = (rate: number, step: number) => Math.min(CLASSES.length - 1, Math.floor(rate / step + 1e-9));
export const saidOf = (one: number, step: number) => `${percent(one * step).replace(/\s?%/, "")} à ${percent((one + 1) * step)}`;
