import { AdapterError, type DataExchange, type Deliver, type DossierId, exchangeLanes, followRule } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { aPair, atWork, ofSide, type Side } from "../transfer/kit.ts";

const d1 = "d1" as DossierId;
const question = { contentId: "q1", version: 1 };
const any = { safeParse: (data: unknown) => ({ success: true as const, data }) };

/** The commune has asked tax for a dossier, and then hands it over to the province. */
async function asked(answer: DataExchange["ask"] = async () => ({ kind: "answered", answer: 1 })) {
  let line = false;
  const { xa, tinh, clock } = aPair({
    lanes: ["agency/exchange", "desk/exchange"],
    wire(_, message, pass) {
      if (line) return pass(message);
      throw new AdapterError("wire.down", "It is down.", { retry: "later" });
    },
  });
  await atWork(xa, "d1");
  const officer = ofSide(xa, people.officer);
  await xa.good("d1", officer, { type: "claim" });
  const begin = {
    type: "begin-exchange",
    exchangeId: "x1",
    profile: "land-tax",
    party: "tax",
    purpose: "land-fees",
    basis: { law: "Quy chế phối hợp 5/QC" },
    question,
    budget: { unit: "working-day", amount: 5 },
    source: "Quy chế phối hợp 5/QC",
  };
  await xa.good("d1", officer, begin, [{ ...question, kind: "exchange-question", body: { sheet: "12" } }]);
  const questions: string[] = [];
  const lanes = exchangeLanes({
    engine: xa.engine,
    storage: xa.storage,
    exchanges: {
      "land-tax": {
        async ask(request, call) {
          questions.push(request.requestId);
          return await answer(request, call);
        },
      },
    },
    follows: { "land-tax": followRule({ answer: any, follow: () => ({ step: "officer", action: "forward" }) }) },
  });
  const deliver = async (lane: "agency/exchange" | "desk/exchange"): ReturnType<Deliver> => {
    const rows = await xa.storage.reader.messages(d1);
    const message = rows.find(({ adapter, kind }) => adapter === lane && kind.startsWith("exchange"));
    if (message === undefined) throw new Error(`no message in ${lane}`);
    return await lanes[lane]?.(message, { idempotencyKey: message.messageId, signal: new AbortController().signal });
  };
  const join = (): void => {
    line = true;
  };
  const arrive = async (): Promise<void> => {
    join();
    clock.advanceTo(clock.now() + 3_600_000);
    await drain(xa.worker);
  };
  const leave = async (): Promise<void> => {
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
  };
  return { xa, tinh, questions, deliver, leave, join, arrive };
}
/** Nobody was asked: the circuit learns nothing of it. */
const waits = { pending: "dossier.handed_over", asked: false };
const waitsAnswered = { pending: "dossier.handed_over" };
const outcome = async (side: Side) => (await side.state("d1")).exchanges?.x1?.outcome;

describe("a question about a dossier that was handed over", () => {
  it("waits while it is on its way, and is asked no more once another office has it", async () => {
    const { questions, deliver, leave, arrive, tinh } = await asked();
    await leave();
    expect(await deliver("agency/exchange")).toEqual(waits);
    await arrive();
    expect((await tinh.state("d1")).transfer?.holder).toBe("tinh-1");
    expect(await deliver("agency/exchange")).toEqual({ skipped: "exchange-elsewhere" });
    expect(questions).toEqual([]);
  });

  it("is asked when the dossier is taken back", async () => {
    const { xa, questions, deliver, leave, join } = await asked();
    await leave();
    expect(await deliver("agency/exchange")).toEqual(waits);
    join();
    expect(await xa.sender.recall(d1)).toEqual({ ok: true, value: "recalled" });
    expect(await deliver("agency/exchange")).toBeUndefined();
    expect([questions, await outcome(xa)]).toEqual([["d1/x1"], "answered"]);
  });

  it("answered while it left is not kept, and waits for the dossier", async () => {
    const held: { leave?: () => Promise<void> } = {};
    const world = await asked(async () => {
      await held.leave?.();
      return { kind: "answered", answer: 1 };
    });
    held.leave = world.leave;
    expect(await world.deliver("agency/exchange")).toEqual(waitsAnswered);
    expect(await outcome(world.xa)).toBeUndefined();
    expect((await world.xa.storage.contentOf(d1)).map(({ kind }) => kind)).toEqual(["exchange-question"]);
  });

  it("and answered before it left leads to nothing here", async () => {
    const { xa, deliver, leave, arrive } = await asked();
    await deliver("agency/exchange");
    expect(await outcome(xa)).toBe("answered");
    await leave();
    expect(await deliver("desk/exchange")).toEqual(waits);
    await arrive();
    expect(await deliver("desk/exchange")).toEqual({ skipped: "exchange-elsewhere" });
  });
});
