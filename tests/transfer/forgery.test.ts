import type { DossierId, Hash, StoredEvent } from "@motcua/core";
import { verifyStorage } from "@motcua/core";
import { beforeEach, describe, expect, it } from "vitest";
import { act, business, people } from "../dossier/kit.ts";
import { drain, filing } from "../engine/engine-kit.ts";
import { chained, eventsOf, genesisOf, posted, sealed, sha256, type Wire, wireOf } from "./forge.ts";
import { aPair, atWork, law, ofSide, openSide, type Pair, party, type Side } from "./kit.ts";

const id = "d1" as DossierId;

/** A receiver that nothing has reached yet, and what an honest sender would send it. */
let pair: Pair;
let history: readonly StoredEvent[];
beforeEach(async () => {
  pair = aPair();
  await atWork(pair.xa, "d1");
  await pair.xa.handOver("d1", pair.tinh);
  history = await pair.xa.history("d1");
});

const codeOf = (answer: { readonly body: string }): string => {
  const { result, code } = JSON.parse(answer.body) as { result: string; code?: string };
  return code ?? result;
};

/** Everything a side holds. */
async function all({ storage }: Side): Promise<unknown> {
  const { items } = await storage.reader.scan({ limit: 1000 });
  return items;
}

/** Sends it, with the law it asks for when it asks. */
async function receive(to: Side, by: Side | ReturnType<typeof party>, wire: Wire): Promise<string> {
  const answer = await to.receiver.receive(posted(by, wire));
  const { result, law = [] } = JSON.parse(answer.body) as { result: string; law?: Hash[] };
  if (result !== "need" || law.length === 0) return codeOf(answer);
  const documents = (await pair.xa.storage.loadLaw(law)).flatMap((document) => document ?? []);
  return codeOf(await to.receiver.receive(posted(by, { ...wire, law: documents })));
}

/** Refused with its code, and the receiver is as it was. */
async function refused(to: Side, by: Side | ReturnType<typeof party>, wire: Wire, code: string): Promise<void> {
  const before = await all(to);
  expect(await receive(to, by, wire)).toBe(code);
  expect(await all(to)).toEqual(before);
}

const event = (i: number): { [field: string]: unknown } => eventsOf(history)[i] as { [field: string]: unknown };
const procedure = () => (event(0) as { law: { procedure: string } }).law.procedure;
const rewritten = (
  change: (events: { [field: string]: unknown }[]) => { [field: string]: unknown }[],
  office = "xa-1",
) => chained(genesisOf(office, "d1", procedure()), change(eventsOf(history)));

describe("a receiver", () => {
  it("takes what is honest, once", async () => {
    const { xa, tinh } = pair;
    expect(await receive(tinh, xa, wireOf(xa, history))).toBe("taken");
    const after = await all(tinh);
    expect(await receive(tinh, xa, wireOf(xa, history))).toBe("taken");
    expect(await all(tinh)).toEqual(after);
    expect((await verifyStorage(tinh.storage)).damages).toEqual([]);
  });

  it("refuses an altered event, a cut or longer history, and another head", async () => {
    const { xa, tinh } = pair;
    const honest = wireOf(xa, history);
    const altered = honest.events.with(1, (honest.events[1] as string).replace('"at":', '"at":1'));
    await refused(tinh, xa, { ...honest, events: altered }, "transfer.unreadable");
    const renamed = honest.events.with(1, (honest.events[1] as string).replace('"lan"', '"mai"'));
    await refused(tinh, xa, { ...honest, events: renamed }, "transfer.broken_chain");
    await refused(tinh, xa, { ...honest, events: honest.events.toSpliced(3, 1) }, "need");
    const cut = { ...honest.statement, version: honest.statement.version - 1, head: history.at(-2)?.hash as string };
    await refused(tinh, xa, { ...honest, statement: cut, events: honest.events.slice(0, -1) }, "transfer.unsealed");
    const resealed = { ...honest, statement: cut, seal: sealed(xa, cut), events: honest.events.slice(0, -1) };
    await refused(tinh, xa, resealed, "transfer.broken_chain");
    await refused(
      tinh,
      xa,
      { ...honest, events: [...honest.events, honest.events.at(-1) as string] },
      "transfer.unreadable",
    );
    const head = { ...honest.statement, head: "0".repeat(64) };
    await refused(tinh, xa, { ...honest, statement: head }, "transfer.unsealed");
    await refused(tinh, xa, { ...honest, statement: head, seal: sealed(xa, head) }, "transfer.broken_chain");
    // The one place: nothing half way is left, and what is honest still comes through.
    expect(await receive(tinh, xa, honest)).toBe("taken");
  });

  it("refuses what is not signed by whose it is, and what is for another", async () => {
    const { xa, tinh } = pair;
    const honest = wireOf(xa, history);
    const stranger = party("xa", "xa-1");
    await refused(tinh, stranger, honest, "transfer.unsealed");
    await refused(tinh, stranger, wireOf(stranger, history), "transfer.unsealed");
    await refused(tinh, xa, { ...honest, seal: sealed(stranger, honest.statement) }, "transfer.unsealed");
    await refused(tinh, { ...xa, office: "xa-9" as typeof xa.office }, honest, "transfer.unsealed");
    // One partner's dossier in another's hands.
    const other = party("xa2", "xa-2");
    const three = openSide({ own: tinh, others: [xa, other], clock: pair.clock, carry: () => Promise.reject() });
    await refused(three, other, honest, "transfer.unsealed");
    const elsewhere = { ...honest.statement, to: "tinh-2" };
    await refused(tinh, xa, { ...honest, statement: elsewhere, seal: sealed(xa, elsewhere) }, "transfer.not_for_us");
    const meant = rewritten((events) => events.with(-1, { ...events.at(-1), to: "tinh-2" }));
    const relabelled = wireOf(xa, meant);
    const ours = { ...relabelled.statement, to: "tinh-1" };
    await refused(tinh, xa, { ...relabelled, statement: ours, seal: sealed(xa, ours) }, "transfer.broken_chain");
  });

  it("refuses law that is not the one named, or that nobody can work by", async () => {
    const { xa, tinh } = pair;
    const honest = wireOf(xa, history);
    const [document] = await xa.storage.loadLaw([procedure() as Hash]);
    const { kind, key, bytes } = document as NonNullable<typeof document>;
    const swapped = { kind, key, bytes: bytes.replace('"version":1', '"version":2') };
    await refused(tinh, xa, { ...honest, law: [swapped] }, "transfer.law_unlike");
    await refused(tinh, xa, { ...honest, law: [{ kind: "announcement", key, bytes }] }, "transfer.law_unlike");
    // Its own history may name anything: a definition without steps is refused all the same.
    const empty = bytes.replace(/"steps":\[.*\]/, '"steps":[]');
    const law = { ...(event(0) as { law: object }).law, procedure: sha256(empty) };
    const named = chained(genesisOf("xa-1", "d1", sha256(empty)), eventsOf(history).with(0, { ...event(0), law }));
    await refused(tinh, xa, { ...wireOf(xa, named), law: [{ kind, key, bytes: empty }] }, "transfer.law_unfit");
    expect(await tinh.storage.findLaw("procedure")).toEqual([]);
  });

  it("stores no law of what it refuses, and none under another kind", async () => {
    const { xa, tinh } = pair;
    const honest = wireOf(xa, history);
    const named = Object.values((event(0) as { law: { [field: string]: Hash } }).law);
    const documents = (await xa.storage.loadLaw(named)).flatMap((document) => document ?? []);
    const record = { contentId: "x1", version: 1, kind: "note", body: "{}", searchTokens: [] };
    const content = { from: 0, records: [record], last: true };
    await refused(tinh, xa, { ...honest, law: documents, content }, "transfer.content_unlike");
    // Our next definition, planted as policies: under its hash it would never be known as a definition again.
    const definition = documents.find(({ kind }) => kind === "procedure")?.bytes ?? "";
    const planted = definition.replace('"version":1', '"version":2');
    const law = { ...(event(0) as { law: object }).law, policies: sha256(planted) };
    const naming = rewritten((events) => events.with(0, { ...events[0], law }));
    const bytes = { kind: "policies", key: "default", bytes: planted };
    const rest = documents.filter(({ kind }) => kind !== "policies");
    await refused(tinh, xa, { ...wireOf(xa, naming), law: [...rest, bytes] }, "transfer.law_unfit");
    for (const kind of ["procedure", "rule-set", "calendar", "hours", "policies"] as const)
      expect(await tinh.storage.findLaw(kind)).toEqual([]);
    expect(await receive(tinh, xa, honest)).toBe("taken");
  });

  it("keeps definitions of others apart from its own", async () => {
    const { xa, tinh } = pair;
    await receive(tinh, xa, wireOf(xa, history));
    expect((await tinh.storage.findLaw("procedure")).map(({ key }) => key.endsWith("~xa-1"))).toEqual([true]);
    await atWork(tinh, "d2");
    // From now on it is our own: nobody changes it without a new version.
    expect((await tinh.storage.findLaw("procedure")).map(({ key }) => key)).toEqual([`${business}@1`]);
    const procedures = law.procedures.map((known) =>
      known.code === business ? { ...known, name: { ...known.name, en: "Another name" } } : known,
    );
    const { storage } = tinh;
    const carry = () => Promise.reject(new Error("unused"));
    const edited = openSide({
      own: tinh,
      others: [xa],
      clock: pair.clock,
      law: { ...law, procedures },
      storage,
      carry,
    });
    expect(await edited.send("d3", ofSide(tinh, people.desk), filing(business))).toMatchObject({
      error: { code: "definition.changed" },
    });
  });

  it("refuses what cannot be read, or comes from the future", async () => {
    const { xa, tinh } = pair;
    const later = rewritten((events) => events.with(-1, { ...events.at(-1), at: pair.clock.now() + 300_001 }));
    await refused(tinh, xa, wireOf(xa, later), "transfer.ahead");
    const unknown = rewritten((events) => events.toSpliced(-1, 0, { ...events[1], type: "enchanted" }));
    await refused(tinh, xa, wireOf(xa, unknown), "transfer.unreadable");
    const spaced = wireOf(xa, history);
    await refused(tinh, xa, { ...spaced, events: spaced.events.map((text) => ` ${text}`) }, "transfer.unreadable");
    const reaching = rewritten((events) =>
      events.toSpliced(-1, 0, {
        ...events[1],
        type: "corrected",
        field: "officeId",
        before: "",
        after: "tinh-9",
        reason: { code: "x" },
      }),
    );
    await refused(tinh, xa, wireOf(xa, reaching), "transfer.unreadable");
    for (const body of [
      "",
      "{",
      "null",
      "[]",
      "{}",
      JSON.stringify({ ...spaced, events: [1] }),
      JSON.stringify({ ...spaced, after: { version: -1 } }),
    ]) {
      const one = posted(xa, spaced);
      const before = await all(tinh);
      expect(codeOf(await tinh.receiver.receive({ ...one, body }))).toBe("transfer.unsealed");
      const wire = body === "{" || body === "" ? undefined : (JSON.parse(body) as Wire);
      if (wire !== undefined) expect(codeOf(await tinh.receiver.receive(posted(xa, wire)))).toBe("transfer.malformed");
      expect(await all(tinh)).toEqual(before);
    }
  });

  it("refuses too much", async () => {
    const { xa, clock } = pair;
    const small = openSide({
      own: pair.tinh,
      others: [xa],
      clock,
      dossierBytesMax: 2_000,
      carry: () => Promise.reject(new Error("unused")),
    });
    await refused(small, xa, wireOf(xa, history), "transfer.too_large");
    const huge = { ...wireOf(xa, history), events: ["x".repeat(9_000_000)] };
    expect(codeOf(await pair.tinh.receiver.receive(posted(xa, huge)))).toBe("transfer.too_large");
  });
});

describe("a receiver that had the dossier before", () => {
  /** There and back once; the commune has it. */
  async function andBack(): Promise<void> {
    const { xa, tinh } = pair;
    await drain(xa.worker);
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    await tinh.handOver("d1", xa);
    await drain(tinh.worker);
  }

  it("answers an old message as it did then, and changes nothing", async () => {
    const { xa, tinh } = pair;
    await andBack();
    await refused(tinh, xa, wireOf(xa, history), "taken");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    await refused(tinh, xa, wireOf(xa, history), "taken");
  });

  it("keeps to its own part: no other one replaces it, and no fork goes by it", async () => {
    const { xa, tinh } = pair;
    await andBack();
    await xa.handOver("d1", tinh);
    const honest = await xa.history("d1");
    const { law } = event(0) as { law: { procedure: string } };
    const genesis = genesisOf("xa-1", "d1", law.procedure);
    const by = (stored: StoredEvent) => ({ ...(JSON.parse(stored.bytes) as object) }) as { by?: { person: string } };
    // What the officer of the province did, in another's name.
    const forged = chained(
      genesis,
      honest.map((stored) => {
        const told = by(stored);
        return told.by?.person === "tinh.minh" ? { ...told, by: { ...told.by, person: "tinh.nam" } } : told;
      }) as { [field: string]: unknown }[],
    );
    await refused(tinh, xa, wireOf(xa, forged), "transfer.unlike");
    const place = { version: honest.length - 2, head: forged[honest.length - 3]?.hash as string };
    const tail = { ...wireOf(xa, forged), after: place, events: forged.slice(place.version).map(({ bytes }) => bytes) };
    await refused(tinh, xa, tail, "transfer.unlike");
    const claimed = { ...tail, after: { version: place.version, head: honest[place.version - 1]?.hash as string } };
    await refused(tinh, xa, claimed, "transfer.broken_chain");
    // An old number over new events.
    const old = chained(genesis, eventsOf(honest).with(-1, { ...eventsOf(honest).at(-1), epoch: 1 }));
    await refused(tinh, xa, wireOf(xa, old), "transfer.epoch");
    await drain(xa.worker);
    expect((await tinh.state("d1")).transfer).toMatchObject({ epoch: 3, holder: "tinh-1" });
  });

  it("has what it has: a second hand-over of the same dossier is a fork", async () => {
    const { xa, tinh } = pair;
    await drain(xa.worker);
    const longer = rewritten((events) => {
      const last = events.at(-1) as { [field: string]: unknown };
      const note = { ...events[1], type: "amended", content: [], at: last.at };
      return [...events.slice(0, -1), note, note, note, note, last];
    });
    await refused(tinh, xa, wireOf(xa, longer), "transfer.held_here");
    const same = rewritten((events) => events.with(1, { ...events[1], by: { person: "mai", unit: "one-stop" } }));
    await refused(tinh, xa, wireOf(xa, same), "transfer.unlike");
  });

  it("takes nothing in its own name that it does not have", async () => {
    const { xa, tinh, clock } = pair;
    await andBack();
    await xa.handOver("d1", tinh);
    const honest = wireOf(xa, await xa.history("d1"));
    // The same engine over an empty database: its part of the history is sealed by its own key, and still unknown to it.
    const empty = openSide({ own: tinh, others: [xa], clock, carry: () => Promise.reject(new Error("unused")) });
    await refused(empty, xa, honest, "transfer.own_history");
  });

  it("takes what a third office wrote only under that office's seal", async () => {
    const { xa, tinh, clock } = pair;
    await andBack();
    const bo = party("bo", "bo-1");
    await xa.good("d1", people.director, { type: "hand-over", to: tinh.office, partner: "tinh" } as never);
    const honest = await xa.history("d1");
    const toBo = chained(
      genesisOf("xa-1", "d1", procedure()),
      eventsOf(honest).with(-1, { ...eventsOf(honest).at(-1), to: "bo-1" }),
    );
    const stranger = openSide({ own: bo, others: [xa], clock, carry: () => Promise.reject(new Error("unused")) });
    await refused(stranger, xa, wireOf(xa, toBo), "transfer.unknown_author");
    const impostor = { ...tinh, keys: party("tinh", "tinh-1").keys };
    const misled = openSide({
      own: bo,
      others: [xa, impostor],
      clock,
      carry: () => Promise.reject(new Error("unused")),
    });
    await refused(misled, xa, wireOf(xa, toBo), "transfer.unsealed");
    const knows = openSide({ own: bo, others: [xa, tinh], clock, carry: () => Promise.reject(new Error("unused")) });
    expect(await receive(knows, xa, wireOf(xa, toBo))).toBe("taken");
    expect(await knows.engine.read(id)).toBeDefined();
  });
});

describe("an engine", () => {
  it("keeps the command ids of transfers to itself", async () => {
    const { tinh } = pair;
    const squatting = { ...filing(business), commandId: "transfer:d1:1" };
    expect(await tinh.send("d2", ofSide(tinh, people.desk), squatting as never)).toMatchObject({
      error: { code: "command.input" },
    });
  });

  it("takes no order to take over from anybody else", async () => {
    const { xa, tinh } = pair;
    await drain(xa.worker);
    const { head } = wireOf(xa, history).statement;
    const order = { epoch: 1, from: "xa-1", to: "xa-1", head, seal: "" };
    for (const type of ["take-over", "decline-hand-over"])
      for (const side of [xa, tinh])
        expect(await side.send("d1", people.director, { ...order, type } as never)).toMatchObject({
          error: { code: "command.input" },
        });
  });
});
