import { expect, it } from "vitest";
import { unbroken } from "./unbroken.ts";

it.each([
  ["Convention à signer : Léa M., Menuiserie Caro", "Convention à signer\u00a0: Léa\u00a0M., Menuiserie Caro"],
  ["pour « Au fil du bois » !", "pour «\u00a0Au fil du bois\u00a0»\u00a0!"],
  ["à 12:30, en TP. Fin", "à 12:30, en TP. Fin"],
])("breaks no line where French does not: %s", (text, typeset) => {
  expect(unbroken(text)).toBe(typeset);
});
