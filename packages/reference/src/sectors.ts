/**
 * Sectors of activity: the 21 sections of the *nomenclature d'activités française* (NAF rév. 2, in force since
 * 1 January 2008). Source: INSEE, insee.fr/fr/information/2406147.
 */
export interface Sector {
  /** The section, a letter from A to U. */
  readonly code: string;
  readonly label: string;
}

export const SECTORS: readonly Sector[] = [
  { code: "A", label: "Agriculture, sylviculture et pêche" },
  { code: "B", label: "Industries extractives" },
  { code: "C", label: "Industrie manufacturière" },
  { code: "D", label: "Production et distribution d'électricité, de gaz, de vapeur et d'air conditionné" },
  { code: "E", label: "Production et distribution d'eau ; assainissement, gestion des déchets et dépollution" },
  { code: "F", label: "Construction" },
  { code: "G", label: "Commerce ; réparation d'automobiles et de motocycles" },
  { code: "H", label: "Transports et entreposage" },
  { code: "I", label: "Hébergement et restauration" },
  { code: "J", label: "Information et communication" },
  { code: "K", label: "Activités financières et d'assurance" },
  { code: "L", label: "Activités immobilières" },
  { code: "M", label: "Activités spécialisées, scientifiques et techniques" },
  { code: "N", label: "Activités de services administratifs et de soutien" },
  { code: "O", label: "Administration publique" },
  { code: "P", label: "Enseignement" },
  { code: "Q", label: "Santé humaine et action sociale" },
  { code: "R", label: "Arts, spectacles et activités récréatives" },
  { code: "S", label: "Autres activités de services" },
  {
    code: "T",
    label:
      "Activités des ménages en tant qu'employeurs ; activités indifférenciées des ménages en tant que producteurs de biens et services pour usage propre",
  },
  { code: "U", label: "Activités extra-territoriales" },
];

const byCode = new Map(SECTORS.map((sector) => [sector.code, sector]));

export function sectorByCode(code: string): Sector | null {
  return byCode.get(code) ?? null;
}
