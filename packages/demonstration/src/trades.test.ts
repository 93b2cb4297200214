import { expect, it } from "vitest";
import { fillIn } from "./trades.ts";

it.each([
  ["Mairie de {commune}", "Tulle", "Mairie de Tulle"],
  ["Mairie de {commune}", "Anse", "Mairie d'Anse"],
  ["Mairie de {commune}", "Le Palais-sur-Vienne", "Mairie du Palais-sur-Vienne"],
  ["Mairie de {commune}", "La Ricamarie", "Mairie de La Ricamarie"],
  ["{name} à {commune}", "Le Relecq-Kerhuon", "Colibri au Relecq-Kerhuon"],
  ["{name} à {commune}", "Les Pavillons-sous-Bois", "Colibri aux Pavillons-sous-Bois"],
  ["À {commune}, venez.", "Le Havre", "Au Havre, venez."],
  ["À {commune}, venez.", "Écully", "À Écully, venez."],
])("%s and %s make %s", (template, commune, expected) => {
  expect(fillIn(template, "Colibri", commune)).toBe(expected);
});
