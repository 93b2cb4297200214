import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Fault, type FaultMode, type FaultProxy, faultProxy } from "./fault-proxy.ts";

/** Answers each piece by itself, in capitals. */
let server: Server;
let heard: string[];
let proxy: FaultProxy;
beforeEach(async () => {
  heard = [];
  server = createServer((socket) => {
    socket.on("error", () => {}).on("data", (said) => {
      heard.push(said.toString());
      socket.write(said.toString().toUpperCase());
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await faultProxy(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await proxy.stop();
  server.close();
});

class Client {
  said = Buffer.alloc(0);
  readonly ended: Promise<string>;
  readonly socket: Socket;
  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1").on("data", (chunk: Buffer) => (this.said = Buffer.concat([this.said, chunk])));
    const { promise, resolve } = Promise.withResolvers<string>();
    this.socket.on("error", (error) => resolve((error as NodeJS.ErrnoException).code!)).on("close", () => resolve("closed"));
    this.ended = promise;
  }
  ask(text: string): this {
    this.socket.write(text);
    return this;
  }
  async answered(bytes: number): Promise<string> {
    while (this.said.length < bytes) await once(this.socket, "data");
    return this.said.toString();
  }
}
const client = () => new Client(proxy.port);

const met = async (mode: FaultMode, times: number) => expect.poll(() => proxy.met[mode]).toBe(times);

describe("a connection through the fault proxy", () => {
  it("passes, slowly or late as it is told, whole and in order", async () => {
    for (const fault of [{ mode: "pass" }, { mode: "delay", ms: 5 }, { mode: "slow", bytesPerSecond: 1_000 }] satisfies Fault[]) {
      await proxy.set(fault);
      const one = client().ask("bonjour ");
      await one.answered(8);
      expect(await one.ask("monde").answered(13)).toBe("BONJOUR MONDE");
      one.socket.destroy();
    }
    expect(proxy.connections).toBe(3);
    await proxy.whenOpen(0);
  });

  it("is reset, before anything of what is asked arrives", async () => {
    await proxy.set({ mode: "reset" });
    expect(await client().ask("perdu").ended).toBe("ECONNRESET");
    expect(heard).toEqual([]);
  });

  it("stays and says nothing while half-open, nor after", async () => {
    const before = client().ask("un");
    await before.answered(2);
    await proxy.set({ mode: "half-open" });
    const during = client().ask("deux");
    before.ask("trois");
    await met("half-open", 2);
    await proxy.set({ mode: "pass" });
    during.ask("quatre");
    expect(await client().ask("cinq").answered(4)).toBe("CINQ");
    expect([heard, before.said.toString(), during.said.toString()]).toEqual([["un", "cinq"], "UN", ""]);
    expect(proxy.open).toBe(3);
  });

  it("is answered by garbage, of which the server knows nothing", async () => {
    await proxy.set({ mode: "garbage" });
    const one = client().ask("bonjour");
    await one.answered(64);
    expect(one.said.includes("BONJOUR")).toBe(false);
    expect(heard).toEqual([]);
  });

  it("is heard and not answered", async () => {
    await proxy.set({ mode: "unanswered" });
    const one = client().ask("bonjour");
    await expect.poll(() => heard).toEqual(["bonjour"]);
    await proxy.set({ mode: "pass" });
    expect(await client().ask("encore").answered(6)).toBe("ENCORE");
    expect(one.said.length).toBe(0);
  });

  it("is cut in the middle of an answer, from what is asked on", async () => {
    await proxy.set({ mode: "cut", after: 3 }, (said) => said.includes("coupe"));
    const one = client().ask("bonjour");
    expect(await one.answered(7)).toBe("BONJOUR");
    one.ask("coupe");
    expect(await one.ended).toBe("ECONNRESET");
    expect("BONJOURCOU".startsWith(one.said.toString())).toBe(true);
    expect(heard).toEqual(["bonjour", "coupe"]);
  });

  it("is gone while what was asked is worked on", async () => {
    await proxy.set({ mode: "gone" });
    expect(await client().ask("bonjour").ended).toBe("closed");
    await expect.poll(() => heard).toEqual(["bonjour"]);
  });

  it("is refused, then taken again at the same address", async () => {
    const before = client().ask("un");
    await before.answered(2);
    await proxy.set({ mode: "refuse" });
    expect(await before.ended).toBe("ECONNRESET");
    expect(await client().ended).toBe("ECONNREFUSED");
    await proxy.set({ mode: "pass" });
    expect(await client().ask("deux").answered(4)).toBe("DEUX");
  });

  it("has what is drawn for each request", async () => {
    const faults: Fault[] = [{ mode: "pass" }, { mode: "reset" }];
    const drawing = await faultProxy(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, { drawn: () => faults.shift()! });
    const one = new Client(drawing.port).ask("un");
    await one.answered(2);
    expect(await one.ask("deux").ended).toBe("ECONNRESET");
    expect(heard).toEqual(["un"]);
    await drawing.stop();
  });
});
