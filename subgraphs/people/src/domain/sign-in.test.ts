import { newId } from "@stages/kernel/ids.ts";
import { siretFrom } from "@stages/kernel/siret.ts";
import { SPOKEN_FOR } from "@stages/kernel/spoken-for.ts";
import { parseUai } from "@stages/kernel/uai.ts";
import { describe, expect, it } from "vitest";
import { type Found, judgeSignIn, type Presented } from "./sign-in.ts";

const ME = "issuer|me";
const [a, b, c] = [newId("person"), newId("person"), newId("person")] as const;
const UAI = parseUai("0190010H")!;
const SIRET = siretFrom("9000000000004");
const NAME = { firstName: "Anne", lastName: "Roche" };

const presented = (over: Partial<Presented> = {}): Presented => ({ subject: ME, speaksFor: [...SPOKEN_FOR], ine: null, address: "anne@example.org", name: NAME, headOf: null, siret: null, ...over });
const found = (over: Partial<Found> = {}): Found => ({ bearer: null, enrolled: null, representatives: [], invitations: { pending: 0, claimable: 0 }, school: null, stateInvitations: 0, hostInvitations: 0, ...over });

const STUDENT = { speaksFor: ["STUDENT", "LEGAL_REPRESENTATIVE"], ine: "400000001AB" } as const;
const PARENT = { speaksFor: ["STUDENT", "LEGAL_REPRESENTATIVE"] } as const;
const STAFF = { speaksFor: ["SCHOOL_STAFF"] } as const;
const HEAD = { speaksFor: ["SCHOOL_STAFF"], headOf: UAI } as const;
const PRO = { speaksFor: ["HOST_MANAGER", "STATE"], siret: SIRET } as const;
const parent = (id: typeof a, over: object = {}) => ({ id, subject: null, ...NAME, ...over });
const school = (over: object = {}) => ({ name: "Lycée Edmond-Perrier", heads: [], awaitedHead: null, ...over });
const known = { id: a, hasRole: true };
const invited = { pending: 1, claimable: 1 };

/** Who presents what, what is found, and what they are given or told. */
const TABLE: readonly (readonly [string, Partial<Presented>, Partial<Found>, readonly object[], readonly string[]])[] = [
  ["a student whom a list enrolled", STUDENT, { enrolled: { id: a, subject: null } }, [{ match: "INE", personId: a }], []],
  ["a student who has signed in before", STUDENT, { bearer: known, enrolled: { id: a, subject: ME } }, [], []],
  ["a student of no list", STUDENT, {}, [], ["STUDENT_NOT_ENROLLED"]],
  ["a student under another account", STUDENT, { enrolled: { id: a, subject: "issuer|other" } }, [], ["RECORD_HAS_ACCOUNT"]],
  ["someone known who presents another's INE", STUDENT, { bearer: { id: b, hasRole: true }, enrolled: { id: a, subject: null } }, [], ["RECORD_HAS_ACCOUNT"]],
  ["a student whose account has a parent's address", STUDENT, { representatives: [parent(a)] }, [], ["STUDENT_NOT_ENROLLED"]],
  ["an INE from an issuer that does not speak for students", { ...STUDENT, speaksFor: ["HOST_MANAGER"] }, { enrolled: { id: a, subject: null } }, [], []],

  ["a parent whom a list names", PARENT, { representatives: [parent(a)] }, [{ match: "REPRESENTATIVE_ADDRESS", personIds: [a] }], []],
  ["a parent whom two children's lists name", PARENT, { representatives: [parent(a), parent(b, { firstName: "ANNE ", lastName: "Röche" })] }, [{ match: "REPRESENTATIVE_ADDRESS", personIds: [a, b] }], []],
  ["a parent known already, with another child since", PARENT, { bearer: known, representatives: [parent(a, { subject: ME }), parent(b)] }, [{ match: "REPRESENTATIVE_ADDRESS", personIds: [b] }], []],
  ["a parent known already, and nothing new", PARENT, { bearer: known, representatives: [parent(a, { subject: ME })] }, [], []],
  ["two parents of one address", PARENT, { representatives: [parent(a), parent(b, { firstName: "Paul" })] }, [], ["ADDRESS_SHARED"]],
  ["a parent known already, whose address is given to another since", PARENT, { bearer: known, representatives: [parent(a, { subject: ME }), parent(b, { firstName: "Paul" })] }, [], ["ADDRESS_SHARED"]],
  ["a parent under another account", PARENT, { representatives: [parent(a, { subject: "issuer|other" }), parent(b)] }, [], ["RECORD_HAS_ACCOUNT"]],
  ["a parent of no list", PARENT, {}, [], ["REPRESENTATIVE_NOT_LISTED"]],

  ["a colleague who is invited", STAFF, { invitations: invited }, [{ match: "INVITATION" }], []],
  ["a colleague invited elsewhere too", STAFF, { bearer: known, invitations: invited }, [{ match: "INVITATION" }], []],
  ["a colleague who is not invited", STAFF, {}, [], ["INVITATION_NEEDED"]],
  ["a colleague whose post has another account", STAFF, { invitations: { pending: 1, claimable: 0 } }, [], ["RECORD_HAS_ACCOUNT"]],

  ["the first head of a school", HEAD, { school: school() }, [{ match: "HEAD_OF_SCHOOL", awaited: null }], []],
  ["the first head, whom the school's staff lists", HEAD, { school: school({ awaitedHead: b }) }, [{ match: "HEAD_OF_SCHOOL", awaited: b }], []],
  ["the second who says so", HEAD, { school: school({ heads: [c] }) }, [], ["SCHOOL_HAS_HEAD"]],
  ["the second, who is invited as a deputy", HEAD, { school: school({ heads: [c] }), invitations: invited }, [{ match: "INVITATION" }], ["SCHOOL_HAS_HEAD"]],
  ["the head again", HEAD, { bearer: known, school: school({ heads: [a] }) }, [], []],
  ["the head of a school of no directory", HEAD, {}, [], ["SCHOOL_NOT_IN_DIRECTORY"]],
  ["a head without a name", { ...HEAD, name: null }, { school: school() }, [], ["IDENTITY_INCOMPLETE"]],
  ["a head without a verified address", { ...HEAD, address: null }, { school: school() }, [], ["IDENTITY_INCOMPLETE"]],

  ["someone who works somewhere", PRO, {}, [{ match: "SIRET" }], ["INVITATION_NEEDED"]],
  ["someone who works somewhere, again", PRO, { bearer: known }, [], ["INVITATION_NEEDED"]],
  ["someone who has lost every role", PRO, { bearer: { id: a, hasRole: false } }, [{ match: "SIRET" }], ["INVITATION_NEEDED"]],
  ["someone without a SIRET", { ...PRO, siret: null }, {}, [], ["INVITATION_NEEDED"]],
  ["someone who works somewhere, without a name", { ...PRO, name: null }, {}, [], ["INVITATION_NEEDED", "IDENTITY_INCOMPLETE"]],
  ["someone whom the State awaits, and who has a SIRET", PRO, { stateInvitations: 1 }, [{ match: "STATE_INVITATION" }], []],
  ["a host's manager whom the State invites", PRO, { bearer: known, stateInvitations: 1 }, [{ match: "STATE_INVITATION" }], []],
  ["someone whom a host's manager invites, and who has a SIRET", PRO, { hostInvitations: 1 }, [{ match: "HOST_INVITATION" }], ["INVITATION_NEEDED"]],
  ["someone whom a host's manager invites, without a SIRET", { ...PRO, siret: null }, { hostInvitations: 2 }, [{ match: "HOST_INVITATION" }], ["INVITATION_NEEDED"]],
  ["a host's manager whom another host invites", PRO, { bearer: known, hostInvitations: 1 }, [{ match: "HOST_INVITATION" }], ["INVITATION_NEEDED"]],
  ["someone whom the State and a host await", PRO, { stateInvitations: 1, hostInvitations: 1 }, [{ match: "STATE_INVITATION" }, { match: "HOST_INVITATION" }], []],
  ["someone whom a host's manager invites, without a name", { ...PRO, name: null }, { hostInvitations: 1 }, [], ["INVITATION_NEEDED", "IDENTITY_INCOMPLETE"]],
  ["someone whom the State awaits, without a name", { ...PRO, siret: null, name: null }, { stateInvitations: 1 }, [], ["IDENTITY_INCOMPLETE"]],
];

describe("a sign-in", () => {
  it.each(TABLE)("of %s", (_, over, there, attachments, codes) => {
    const verdict = judgeSignIn(presented(over), found(there));
    expect(verdict.attachments).toEqual(attachments);
    expect(verdict.refusals.map(({ code }) => code)).toEqual(codes);
  });

  it("gives nothing by an issuer that speaks for nobody, whatever waits", () => {
    const everything = found({ enrolled: { id: a, subject: null }, representatives: [parent(b)], invitations: invited, school: school(), stateInvitations: 1, hostInvitations: 1 });
    expect(judgeSignIn(presented({ speaksFor: [], ine: "400000001AB", headOf: UAI, siret: SIRET }), everything)).toEqual({ attachments: [], refusals: [] });
  });

  it.each(SPOKEN_FOR)("by an issuer that speaks for %s gives nothing of the others", (whom) => {
    const everything = found({ enrolled: { id: a, subject: null }, representatives: [parent(b)], invitations: invited, school: school(), stateInvitations: 1, hostInvitations: 1 });
    const MATCHES_OF = { STUDENT: ["INE"], LEGAL_REPRESENTATIVE: [], SCHOOL_STAFF: ["INVITATION", "HEAD_OF_SCHOOL"], STATE: ["STATE_INVITATION"], HOST_MANAGER: ["HOST_INVITATION"] };
    const { attachments } = judgeSignIn(presented({ speaksFor: [whom], ine: "400000001AB", headOf: UAI, siret: SIRET }), everything);
    expect(attachments.map(({ match }) => match)).toEqual(MATCHES_OF[whom]);
  });
});
