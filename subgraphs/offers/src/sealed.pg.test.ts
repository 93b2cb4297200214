import { nextKey } from "@stages/testing/next-key.ts";
import { textsContaining } from "@stages/testing/texts-of-schema.ts";
import { useDevelopmentKeys, useKeyring } from "@stages/vault/vault.ts";
import { afterEach, expect, it } from "vitest";
import { onPostgres, persona, world } from "./testing.ts";

const { run, aPublishedOffer, subgraph, sql, url } = onPostgres();
const TUTOR = { name: "Hyacinthe Rochebrune", function: "luthière", email: "H.Rochebrune@atelier.example", phone: "0655443322" };
const PLANTED = Object.values(TUTOR);
const FLAG = "Le vernis de Hyacinthe m'a fait tousser.";
const REASON = "Hyacinthe doit fournir un masque.";
const HIDE = "mutation($input: HideOfferInput!) { hideOffer(input: $input) { history { reason } flags { text } } }";
const OFFER = "query($id: ID!) { offer(id: $id) { title tutor { name function email phone } } }";

afterEach(useDevelopmentKeys);

it("no table tells who the tutor of an offer is, nor how to reach them; a copy in clear would be found", async () => {
  const { actor, id } = await aPublishedOffer({ tutor: TUTOR });
  expect((await run(actor, OFFER, { id })).data).toMatchObject({ offer: { tutor: TUTOR } });
  const tutors = world.offers.slice(0, 20).flatMap(({ tutor }) => [tutor.name, tutor.email]);
  expect(await textsContaining(url(), "offers", [...PLANTED, ...tutors])).toEqual([]);
  expect(await textsContaining(url(), "bus", PLANTED)).toEqual([]);
  await sql()`update offers.hosts set address_line = ${TUTOR.email.toLowerCase()} where id = (select host_id from offers.offers order by id desc limit 1)`;
  expect(await textsContaining(url(), "offers", PLANTED)).toEqual([{ table: "hosts", column: "address_line", planted: TUTOR.email }]);
});

it("every offer reads the same once sealed by another key, and needs the former no more", async () => {
  const { actor, id } = await aPublishedOffer({ tutor: TUTOR });
  const ids = [id, ...world.offers.filter(({ status }) => status === "PUBLISHED").slice(0, 50).map((offer) => offer.id)];
  const read = () => Promise.all(ids.map(async (one) => (await run(actor, OFFER, { id: one })).data));
  const before = await read();
  const { besideFormer, alone } = nextKey();
  useKeyring(besideFormer);
  const done = await subgraph().reseal();
  expect(done.find(({ column }) => column === "tutor")!.resealed).toBeGreaterThanOrEqual(world.offers.length);
  useKeyring(alone);
  expect(await read()).toEqual(before);
});

it("what was flagged and why an offer was hidden are sealed, and read the same by another key", async () => {
  const { id } = await aPublishedOffer();
  await run(persona("student"), "mutation($input: FlagOfferInput!) { flagOffer(input: $input) { id } }", { input: { offerId: id, reason: "OTHER", text: FLAG } });
  const { data } = await run(persona("rectorat"), HIDE, { input: { offerId: id, reason: REASON } });
  expect(data).toEqual({ hideOffer: { history: [{ reason: null }, { reason: REASON }], flags: [{ text: FLAG }] } });
  expect(await textsContaining(url(), "offers", [FLAG, REASON, "Hyacinthe"])).toEqual([]);
  const { besideFormer, alone } = nextKey();
  useKeyring(besideFormer);
  await subgraph().reseal();
  useKeyring(alone);
  const read = await run(persona("rectorat"), "query($id: ID!) { offer(id: $id) { history { reason } flags { text } } }", { id });
  expect(read.data).toEqual({ offer: data["hideOffer"] });
});
