import { define } from "./define.ts";

export const PEOPLE_REFUSALS = {
  UNKNOWN_DEPARTMENT: define<{ value: string }>(
    "No département or overseas territory has this code in the official geographic code.",
    ({ value }) => `Aucun département ne porte le code « ${value} ».`,
  ),
};
