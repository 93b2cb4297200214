import { once } from "node:events";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates, TLSSocket } from "node:tls";
import { connectSql, databaseAt, connect as connectDatabase } from "@stages/database/connection.ts";
import { transienceOf } from "@stages/database/transient.ts";
import { connectNats, natsAt } from "@stages/events/nats-stream.ts";
import { IssuerUnderTest } from "@stages/identity/jwks-server.ts";
import { readIssuers } from "@stages/identity/read-issuers.ts";
import { createVerifier, IssuerUnavailableError } from "@stages/identity/verifier.ts";
import { certificateTrouble, EXPIRED_PEERS, forgetExpired } from "@stages/kernel/peer-certificate.ts";
import { httpSmsSender } from "@stages/mail/sms.ts";
import { smtpSender } from "@stages/mail/smtp.ts";
import { SmtpUnderTest } from "@stages/mail/smtp-under-test.ts";
import { anAuthority, NOW } from "@stages/seal/seal-under-test.ts";
import { requestTimeStamp } from "@stages/seal/time-stamp.ts";
import { inspect } from "node:util";
import { webhookSender } from "@stages/webhooks/send-webhook.ts";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

const authority = anAuthority();
const ENDED = NOW.subtract({ hours: 24 * 40 });
const DAY = ENDED.toZonedDateTimeISO("Europe/Paris").toPlainDate();
const papers = (until: Temporal.Instant) => {
  const { certificate, key } = authority.issue({ name: { commonName: "localhost", organization: "Essais" }, until });
  return { cert: certificate.toString(), key: key.export({ type: "pkcs8", format: "pem" }) as string };
};
const OVER = papers(ENDED);
const RENEWED = papers(NOW.add({ hours: 24 }));

const said: string[] = [];
const hear = (message: unknown) => said.push((message as { readonly sentence: string }).sentence);
const ends: (() => unknown)[] = [];
const before = getCACertificates("default");
beforeAll(() => {
  setDefaultCACertificates([...before, authority.certificate.toString()]);
  EXPIRED_PEERS.subscribe(hear);
});
afterAll(() => {
  EXPIRED_PEERS.unsubscribe(hear);
  setDefaultCACertificates(before);
});
beforeEach(() => void said.splice(0));
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
async function listening<One extends Server>(server: One): Promise<One> {
  server.listen(0, "localhost");
  await once(server, "listening");
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return server;
}

/** Counts what it takes, and answers each with `answer`. */
async function https(answer: () => string = () => "") {
  let taken = 0;
  const server = createHttps(OVER, (request, response) => {
    taken += 1;
    request.resume();
    response.end(answer());
  });
  await listening(server);
  ends.push(() => server.closeAllConnections());
  return { url: `https://localhost:${portOf(server)}/la-cle-secrete`, taken: () => taken, renew: () => server.setSecureContext(RENEWED) };
}

/** What is said before TLS, as that server says it, and then nothing but TLS. */
async function upgrading(begin: (socket: Socket, go: () => void) => void) {
  const sockets = new Set<Socket>();
  const server = await listening(createTcp((socket) => {
    sockets.add(socket.on("error", () => {}));
    begin(socket, () => {
      socket.removeAllListeners("data");
      new TLSSocket(socket, { isServer: true, ...OVER }).on("error", () => {});
    });
  }));
  ends.push(() => sockets.forEach((socket) => socket.destroy()));
  return portOf(server);
}
const aPostgres = () => upgrading((socket, go) => socket.once("data", () => { go(); socket.write("S"); }));
const aNats = () => upgrading((socket, go) => {
  socket.write(`INFO ${JSON.stringify({ server_id: "n", version: "2.9.0", max_payload: 1_000, proto: 1, tls_required: true, headers: true })}\r\n`);
  go();
});

const DATE = DAY.toLocaleString("fr-FR", { dateStyle: "long" });
const toldOnce = async (of: string) => {
  await expect.poll(() => said).toHaveLength(1);
  expect(said[0]).toContain(`Le certificat TLS ${of} a expiré le ${DATE} : `);
  expect(said[0]).not.toMatch(/secrete|localhost|127\.0/);
  forgetExpired(of);
};
const outcome = (work: () => Promise<unknown>) => work().then(() => "taken", (error: Error) => error.message);

it("SMS: not taken, said once, and taken once it is renewed", async () => {
  const server = await https();
  const send = httpSmsSender({ url: server.url, token: null });
  const one = () => outcome(() => send({ to: "+33612345678", text: "Bonjour" }, "k1"));
  expect([await one(), await one()]).toEqual(["SMS CERT_HAS_EXPIRED", "SMS CERT_HAS_EXPIRED"]);
  await toldOnce("du fournisseur de SMS (STAGES_SMS_URL)");
  expect(server.taken()).toBe(0);
  server.renew();
  expect(await one()).toBe("taken");
});

it.each([["smtps", "TLS at once"], ["smtp", "STARTTLS"]] as const)("mail by %s (%s): not taken, said once, and taken once it is renewed", async (scheme, _) => {
  const server = new SmtpUnderTest({ ...OVER, secure: scheme === "smtps" });
  ends.push(() => server.stop());
  const { port } = new URL(await server.start());
  const send = smtpSender({ url: `${scheme}://compte:secrete@localhost:${port}`, from: "ne-pas-repondre@stages.example" });
  const mail = { to: "parent@exemple.fr", subject: "Bonjour", text: "Bonjour", html: "<p>Bonjour</p>" };
  expect(await outcome(() => send(mail, "k1"))).toMatch(/^SMTP/);
  expect(await outcome(() => send(mail, "k1"))).toMatch(/^SMTP/);
  await toldOnce("du serveur de courriel (STAGES_SMTP_URL)");
  expect(server.received).toHaveLength(0);
  server.present(RENEWED);
  expect(await outcome(() => send(mail, "k1"))).toBe("taken");
  expect(server.received).toHaveLength(1);
});

it("webhooks: the school reads since when, and has its message once it is renewed", async () => {
  const server = await https();
  const sender = webhookSender({ allowLoopback: true });
  ends.push(() => sender.stop());
  const send = () => sender.send({ id: "whd_1", url: server.url, secrets: [`whsec_${Buffer.alloc(24, 1).toString("base64")}`], body: "{}", at: NOW });
  expect(await send()).toEqual({ isDelivered: false, isGone: false, told: `CERT_HAS_EXPIRED ${DAY.toString()}` });
  await toldOnce("d'un récepteur de webhooks");
  server.renew();
  expect(await send()).toEqual({ isDelivered: true });
});

it("keys of an identity provider: nobody can say of a token, until it is renewed", async () => {
  const issuer = new IssuerUnderTest("ES256");
  await issuer.start();
  ends.push(() => issuer.stop());
  await issuer.addKey("first");
  const keys = await fetch(issuer.jwksUrl).then((response) => response.text());
  const server = await https(() => keys);
  const issuers = readIssuers(JSON.stringify({ issuers: [{ key: "educonnect", issuer: issuer.url, audience: "stages-api", algorithms: ["ES256"], keys: { url: server.url } }] }));
  const verifier = createVerifier({ issuers, clock: () => Temporal.Now.instant() });
  const token = await issuer.sign("first");
  await expect(verifier.verify(token)).rejects.toBeInstanceOf(IssuerUnavailableError);
  await toldOnce("du fournisseur d'identité educonnect");
  server.renew();
  await expect.poll(() => verifier.verify(token).then((known) => known?.subject, () => null)).toBe("educonnect|0f3a");
});

it("control: the error of a handshake says neither since when nor whose", async () => {
  const { url } = await https();
  const error = await fetch(url).catch((failure: unknown) => failure);
  expect(inspect(error, { depth: 9, showHidden: true })).toContain("CERT_HAS_EXPIRED");
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(new RegExp(`${DAY.year}|valid|Essais`));
});

it("time-stamps: the document waits, as for a server that is away", async () => {
  const { url } = await https();
  await expect(requestTimeStamp(new Uint8Array(8), { url, authorities: [], at: NOW })).rejects.toMatchObject({ code: "TIME_STAMP_UNAVAILABLE", isPassing: true });
  await toldOnce("du serveur d'horodatage (STAGES_TSA_URL)");
});

it("PostgreSQL: a server that is away, for whoever asks one statement or begins a transaction", async () => {
  const url = `postgres://stages:secrete@localhost:${await aPostgres()}/stages?sslmode=verify-full`;
  const { client, close } = connectDatabase({ url, name: "offers", max: 1 });
  ends.push(close);
  for (const work of [() => client.unsafe("select 1"), () => client.begin((tx) => tx.unsafe("select 1"))]) {
    const error = await work().then(() => null, (failure: unknown) => failure);
    expect(transienceOf(error)).toBe("SERVER");
  }
  await toldOnce("de PostgreSQL (DATABASE_URL)");
  const plain = connectSql({ url, name: "start" });
  const error = await plain`select 1`.catch((failure: unknown) => failure);
  await plain.end();
  expect(await certificateTrouble(error, databaseAt(url))).toContain(DATE);
});

it("NATS: what keeps the platform from starting is said with its day", async () => {
  const url = `tls://compte:secrete@localhost:${await aNats()}`;
  const error = await connectNats(url, "start").catch((failure: unknown) => failure);
  expect(await certificateTrouble(error, natsAt(url)[0]!)).toContain(`Le certificat TLS de NATS (NATS_URL) a expiré le ${DATE}`);
});
