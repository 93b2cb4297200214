import { startOf } from "@stages/kernel/civil-time.ts";
import { type Name, phoneFor, slugOf } from "./names.ts";
import type { PersonaName } from "./personas.ts";
import { randomStream } from "./random.ts";
import type { Grant, WorldPerson } from "./world-types.ts";

interface NewPerson {
  readonly name: Name;
  /** What stands after the @; all end in `.example`, which no one can receive mail at (RFC 2606). */
  readonly domain: string;
  readonly grants: readonly Grant[] | ((email: string) => readonly Grant[]);
  readonly phone?: "MOBILE" | "OFFICE";
  readonly persona?: PersonaName;
}

/** Everyone of the world, in the order of their making. Addresses are unique. */
export class Persons {
  readonly all: WorldPerson[] = [];
  readonly personas = new Map<PersonaName, WorldPerson["id"]>();
  readonly #random;
  readonly #at;
  readonly #addresses = new Map<string, number>();

  constructor(seed: number, since: Temporal.PlainDate) {
    this.#random = randomStream(seed, "persons");
    this.#at = startOf(since);
  }

  add({ name, domain, grants, phone = "MOBILE", persona }: NewPerson): WorldPerson {
    const email = this.#addressOf(`${slugOf(name.firstName)}.${slugOf(name.lastName)}`, domain);
    const person: WorldPerson = {
      id: this.#random.id("person", this.#at),
      subject: persona ? `persona|${persona}` : null,
      firstName: name.firstName,
      lastName: name.lastName,
      email,
      phone: phoneFor(email, phone),
      grants: typeof grants === "function" ? grants(email) : grants,
    };
    this.all.push(person);
    if (persona) this.personas.set(persona, person.id);
    return person;
  }

  #addressOf(local: string, domain: string): string {
    const count = (this.#addresses.get(`${local}@${domain}`) ?? 0) + 1;
    this.#addresses.set(`${local}@${domain}`, count);
    return count === 1 ? `${local}@${domain}` : `${local}${count}@${domain}`;
  }
}

export const fullName = (person: Pick<WorldPerson, "firstName" | "lastName">): string => `${person.firstName} ${person.lastName}`;
