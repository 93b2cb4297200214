import { describe, expect, it } from "vitest";
import { messageFromHost, noticeFor, noticeToStudent, roundedDistanceKm } from "./distance.ts";
import { aCandidature, ACTORS, CAMPAIGN } from "./fixtures.ts";

const TULLE = { latitude: 45.2667, longitude: 1.7667 };
const BRIVE = { latitude: 45.1583, longitude: 1.5333 };

// seeds, FAQ: "Un élève peut-il effectuer un stage loin de son domicile ?"
const FAQ =
  "Bonjour, Nous avons bien reçu votre candidature pour le stage [Nom du stage]. Le stage que vous avez choisi se trouve à plus de 10 km de votre domicile. Avez-vous bien pris en compte la distance à parcourir ainsi que les modalités liées au logement ?";

describe("the distance", () => {
  it("is told to a tenth", () => expect(roundedDistanceKm(TULLE, BRIVE)).toBe(21.9));

  it.each([
    [9.9, false],
    [10, false],
    [10.1, true],
    [412.3, true],
  ])("of %f km is far: %s", (km, isFar) => {
    expect(noticeToStudent(km, CAMPAIGN) !== null).toBe(isFar);
    expect(messageFromHost(km, "Atelier", CAMPAIGN) !== null).toBe(isFar);
  });

  it("gives the host the FAQ's message, word for word, with the title filled in", () => {
    expect(messageFromHost(21.9, "[Nom du stage]", CAMPAIGN)).toBe(FAQ);
    expect(messageFromHost(21.9, "Découverte d'un atelier", CAMPAIGN)).toBe(FAQ.replace("[Nom du stage]", "Découverte d'un atelier"));
  });

  it("speaks of the campaign's threshold", () => {
    expect(messageFromHost(26, "Atelier", { distanceNoticeKm: 25 })).toContain("à plus de 25 km de votre domicile");
    expect(messageFromHost(25, "Atelier", { distanceNoticeKm: 25 })).toBeNull();
  });

  it("is told to the student in French", () => {
    expect(noticeToStudent(21.9, CAMPAIGN)).toBe(
      "Ce stage se trouve à 21,9 km de votre domicile, soit plus de 10 km. Avez-vous bien pris en compte la distance à parcourir ainsi que les modalités liées au logement ?",
    );
  });

  it("has the host's words for the host, the student's for the family, and none for others", () => {
    const far = aCandidature({ distanceKm: 21.9 });
    const notice = (actor: keyof typeof ACTORS) => noticeFor(ACTORS[actor], far, "Atelier", CAMPAIGN);
    expect(notice("host")).toMatch(/^Bonjour, /);
    expect(notice("student")).toMatch(/^Ce stage se trouve/);
    expect(notice("representative")).toBe(notice("student"));
    expect([notice("otherHost"), notice("head"), notice("rectorat")]).toEqual([null, null, null]);
  });
});
