import { verifyStorage } from "@motcua/core";
import { vietnamFurtherProcedures, vietnamLaw, vietnamProcedures } from "@motcua/core/vietnam";
import { describe, expect, it } from "vitest";
import { act, at, people } from "../dossier/kit.ts";
import { papers, record } from "../dossier/moment-kit.ts";
import { drain, filing, openOffice, storages } from "./engine-kit.ts";

const law = vietnamLaw({ procedures: [...vietnamProcedures(), ...vietnamFurtherProcedures()] });
const birth = "1.001193";
const conciliation = "1.012812";

describe.each(storages)("moments of a step, through the engine, on $name", ({ open }) => {
  it("silence ends at midnight by the worker, who comes late; the portal is told what the step was and what it became", async () => {
    const told: unknown[] = [];
    const deliver = {
      portal: async ({ body }: { readonly body: string }) => {
        told.push(JSON.parse(body).status);
        return undefined;
      },
    };
    const storage = open();
    const office = openOffice(storage, { law, start: "2026-08-17 08:00", deliver });
    await office.good("d1", people.desk, { ...filing(birth), channel: "online", facts: { filedOnline: true } });
    await office.good("d1", people.desk, { type: "accept" });
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", people.justice, act("officer", "sendDraft"));
    // The worker slept until the morning after: what followed, followed at midnight.
    office.clock.advanceTo(at("2026-08-19 09:30"));
    await drain(office.worker);
    const events = (await office.history("d1")).map(({ bytes }) => JSON.parse(bytes));
    const silent = events.find(({ type, action }) => type === "acted" && action === "silent");
    expect([silent?.occurredAt, silent?.by.person]).toEqual([at("2026-08-19 00:00"), "system"]);
    expect(events[0].procedureVersion).toBe(2);
    expect(told).toEqual([1, 2, 4, 4, 4]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
    expect(office.incidents).toEqual([]);
  });

  it("an attendance sent three times is one absence", async () => {
    const storage = open();
    const office = openOffice(storage, { law, start: "2026-03-02 08:00" });
    const clerk = { ...people.clerk, roles: ["officer"] };
    await office.accept("d1", conciliation);
    await office.good("d1", people.desk, act("intake", "forward"));
    await office.good("d1", clerk, act("draft-notice", "submit"));
    await office.good("d1", people.leader, act("notice", "approve"));
    await office.good("d1", people.land, record("verify", "visited", papers("record")));
    await office.good("d1", people.land, {
      ...record("session", "scheduled", { on: at("2026-03-16 08:00"), place: "hall" }),
    });
    office.clock.advanceTo(at("2026-03-16 08:10"));
    await drain(office.worker);
    const attended = {
      ...record("session", "attended", { parties: { claimant: 1, respondent: 0, council: 5 } }),
      commandId: "attendance-1",
    };
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push((await office.good("d1", people.land, attended)).duplicate);
    expect(answers).toEqual([false, true, true]);
    const events = (await office.history("d1")).map(({ bytes }) => JSON.parse(bytes));
    expect(events.filter(({ moment }) => moment === "attended").map(({ attendance }) => attendance)).toEqual([
      { result: "absent", absent: ["respondent"] },
    ]);
    expect((await verifyStorage(storage)).damages).toEqual([]);
  });
});
