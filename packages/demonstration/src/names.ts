import { randomStream, type Random } from "./random.ts";

// Common first names and surnames, put together at random: any likeness is chance.
const words = (text: string) => text.trim().split(/\s+/);

const FEMALE = words(`Emma Jade Louise Alice Chloé Lina Léa Manon Inès Camille Sarah Zoé Juliette Anaïs Lucie Margaux Élise Nina
  Yasmine Fatou Maëlys Clara Romane Agathe Salomé Aïcha Éléonore Noémie Capucine Assia Mélanie Soline Aya Maud`);
const MALE = words(`Gabriel Louis Raphaël Jules Adam Lucas Hugo Arthur Nathan Théo Tom Ethan Mathis Antoine Maxime Yanis Rayan
  Baptiste Clément Simon Gaspard Noé Malo Ibrahim Aurélien Félix Émile Samir Corentin Valentin Loïc Mamadou Étienne Bastien`);
const ADULT_FEMALE = words(`Nathalie Isabelle Sylvie Catherine Sandrine Céline Stéphanie Karine Valérie Laurence Hélène Delphine
  Aurélie Nadia Fatima Émilie Virginie Christelle Sophie Samira Claire Marie Patricia Florence`);
const ADULT_MALE = words(`Philippe Christophe Laurent Stéphane Frédéric Olivier Nicolas Sébastien Jérôme David Thierry Karim
  Vincent Bruno Franck Julien Éric Pascal Mohamed Arnaud Fabrice Gilles Rachid Benoît`);
const SURNAMES = words(`Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux
  David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Faure Mercier Blanc Guérin Boyer
  Garnier Chevalier Legrand Gauthier Perrin Robin Clément Morin Nicolas Henry Roussel Gautier Masson Marchand Duval Denis Dumont
  Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard
  Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Benali Diallo Traoré
  Nguyen Haddad Costa Lopes Ferreira Kaya Chassagne Vergne Bordas Peyrat Le-Gall Kerboul Guillou`).map((name) => name.replace("-", " "));

export interface Name {
  readonly firstName: string;
  readonly lastName: string;
  readonly female: boolean;
}

export function youngName(random: Random): Name {
  const female = random.chance(0.5);
  return { firstName: random.pick(female ? FEMALE : MALE), lastName: random.pick(SURNAMES), female };
}

export function adultName(random: Random, female: boolean = random.chance(0.5)): Name {
  return { firstName: random.pick(female ? ADULT_FEMALE : ADULT_MALE), lastName: random.pick(SURNAMES), female };
}

/** "Gérant|Gérante" for one of the two. */
export function inGender(both: string, female: boolean): string {
  const [male, feminine = male] = both.split("|");
  return (female ? feminine : male)!;
}

export function slugOf(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** Numbers that the regulator keeps free for fiction (ARCEP, plan de numérotation): 06 39 98 and 05 36 49. */
export function phoneFor(text: string, kind: "MOBILE" | "OFFICE"): string {
  const random = randomStream(0, `phone/${kind}/${text}`);
  const two = () => String(random.int(0, 99)).padStart(2, "0");
  return `${kind === "MOBILE" ? "06 39 98" : "05 36 49"} ${two()} ${two()}`;
}

const STREETS = ["rue des Tilleuls", "avenue de la République", "rue Jean-Jaurès", "place du Marché", "rue du Moulin", "allée des Érables",
  "rue Victor-Hugo", "chemin des Vignes", "rue de la Gare", "boulevard Pasteur", "rue des Écoles", "impasse du Lavoir"];

export function addressLine(random: Random): string {
  return `${random.int(1, 96)} ${random.pick(STREETS)}`;
}
