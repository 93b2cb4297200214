/**
 * The département whose DASEN has charge of a commune, of its INSEE code; null abroad. Saint-Barthélemy (977) and
 * Saint-Martin (978) have the services of Guadeloupe (971), as their schools do.
 */
export function departmentOfCommune(communeCode: string | null): string | null {
  if (communeCode === null) return null;
  const code = /^9[78]/.test(communeCode) ? communeCode.slice(0, 3) : communeCode.slice(0, 2);
  return code === "977" || code === "978" ? "971" : code;
}
