import { AdapterError, type DossierState, verifyStorage } from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import { describe, expect, it } from "vitest";
import { act, at, people } from "../dossier/kit.ts";
import { drain } from "../engine/engine-kit.ts";
import { aPair, atWork, ofSide, openSide, party } from "./kit.ts";

const away = () => Promise.reject(new AdapterError("http.not_sent", "away", { retry: "later", retryAfterMs: 60_000 }));

/** What the law says of a dossier, wherever it is. */
const inLaw = ({ limits, promises, apologies, promiseMissedAt, question, acceptedAt }: DossierState) => ({
  limits: Object.fromEntries(
    Object.entries(limits)
      // Named by the number of their event, which two more events moved on.
      .filter(([name]) => !name.startsWith("ack:"))
      .map(([name, { ledger, taken }]) => [name, { ledger, taken: [...taken] }]),
  ),
  promises: promises.map(({ date, dueAt, number }) => ({ date, dueAt, number })),
  apologies: apologies.map(({ cause, owedAt, missedOn, status }) => ({ cause, owedAt, missedOn, status })),
  promiseMissedAt,
  question,
  acceptedAt,
});

describe("one clock", () => {
  it("a dossier that is on its way past its due day is late there as it would have been here", async () => {
    let up = false;
    const { xa, tinh, clock } = aPair({ wire: (_, message, pass) => (up ? pass(message) : away()) });
    const alone = virtualClock(at("2026-08-20 09:00"));
    const twin = openSide({ own: party("xa", "xa-1"), others: [], clock: alone, carry: away });
    await atWork(xa, "d1");
    await atWork(twin, "d1");
    const { promises } = await twin.state("d1");
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    const dueAt = promises.at(-1)?.dueAt as number;
    for (const each of [clock, alone]) each.advanceTo(dueAt + 3 * 86_400_000);
    await drain(xa.worker);
    // Nothing is late at the commune: the dossier is not there.
    expect((await xa.state("d1")).promiseMissedAt).toBeUndefined();
    expect((await xa.storage.reader.gauges(clock.now())).overdueDossiers).toBe(0);
    expect((await xa.storage.reader.gauges(clock.now())).dueWakes).toBe(0);
    up = true;
    clock.advanceTo(clock.now() + 120_000);
    alone.advanceTo(alone.now() + 120_000);
    await drain(xa.worker);
    await drain(tinh.worker);
    await drain(twin.worker);
    const there = await tinh.state("d1");
    expect(there.promiseMissedAt).toBe(dueAt);
    expect(inLaw(there)).toEqual(inLaw(await twin.state("d1")));
    expect((await verifyStorage(tinh.storage)).damages).toEqual([]);
  });

  it("every working minute is booked: on who handed over until it is taken over, on the other from then on", async () => {
    let up = false;
    const { xa, tinh, clock } = aPair({ wire: (_, message, pass) => (up ? pass(message) : away()) });
    await atWork(xa, "d1");
    clock.advanceTo(at("2026-08-20 10:00"));
    await xa.handOver("d1", tinh);
    await drain(xa.worker);
    clock.advanceTo(at("2026-08-20 11:00"));
    up = true;
    await drain(xa.worker);
    clock.advanceTo(at("2026-08-20 11:30"));
    await tinh.good("d1", ofSide(tinh, people.head), { type: "assign", person: "tinh.minh" } as never);
    clock.advanceTo(at("2026-08-20 14:00"));
    await tinh.good("d1", ofSide(tinh, people.officer), act("officer", "submit"));
    const { responsibility } = await tinh.state("d1");
    const minutes = Object.fromEntries(
      Object.entries(responsibility?.booked ?? {}).map(([holder, ms]) => [holder, ms / 60_000]),
    );
    expect(minutes).toEqual({
      "economic/hoa": 120,
      "tinh.economic/tinh.hoa@tinh-1": 30,
      // Lunch in between.
      "tinh.economic/tinh.minh@tinh-1": 60,
      "one-stop/tu": 0,
    });
  });
});

describe("a hand-over", () => {
  it("goes only where a lane leads, from whoever has the dossier, and not after the end", async () => {
    const { xa } = aPair();
    await atWork(xa, "d1");
    const to = (partner: string, office = "tinh-1") => ({ type: "hand-over", to: office, partner }) as never;
    const code = async (by = people.director, body = to("tinh")) => {
      const answer = await xa.send("d1", by, body);
      return answer.ok ? "ok" : answer.error.code;
    };
    expect(await code(people.director, to("huyen"))).toBe("transfer.unknown_partner");
    expect(await code(people.director, to("Tỉnh"))).toBe("command.input");
    expect(await code(people.director, to("tinh", "xa-1"))).toBe("transfer.unknown_partner");
    // One letter wrong: nobody could take it.
    expect(await code(people.director, to("tinh", "tinh-l"))).toBe("transfer.unknown_partner");
    expect(await code(people.justice)).toBe("task.held_by_other");
    expect(await code(people.citizen)).toBe("command.role");
    expect(await code(people.officer)).toBe("ok");
    expect(await code()).toBe("dossier.handed_over");
    await drain(xa.worker);
    await atWork(xa, "d2");
    await xa.good("d2", people.citizen, { type: "withdraw" });
    expect(await xa.send("d2", people.director, to("tinh"))).toMatchObject({
      error: { code: "command.not_available" },
    });
  });
});
