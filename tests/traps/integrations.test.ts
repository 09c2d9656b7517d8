import { AdapterError, type DossierId, type OutboxMessage } from "@motcua/core";
import { describe, expect, it } from "vitest";
import { act, at, business, people } from "../dossier/kit.ts";
import { drain, filing, openOffice, storages } from "../engine/engine-kit.ts";

const receivedIn = (messages: readonly OutboxMessage[], adapter: string): readonly number[] =>
  messages.filter((message) => message.adapter === adapter).map(({ position }) => position);

describe.each(storages)("the way out on $name", ({ open }) => {
  it("trap 28: an unknown outcome is neither success nor failure: the same message again, under the same key", async () => {
    const portal = new Map<string, string>();
    const keys: string[] = [];
    const deliver = {
      portal: async (message: OutboxMessage, call: { readonly idempotencyKey: string }) => {
        keys.push(call.idempotencyKey);
        const first = !portal.has(call.idempotencyKey);
        portal.set(call.idempotencyKey, message.body);
        // The portal has it; its answer is lost on the way.
        if (first) throw new AdapterError("portal.no_answer", "No answer in time.", { retry: "later" });
        return { providerRef: `ref:${call.idempotencyKey}` };
      },
    };
    const office = openOffice(open(), { deliver });
    await office.accept("d1");
    await drain(office.worker);
    const unknown = await office.storage.reader.messages("d1" as DossierId);
    expect(unknown.find(({ adapter }) => adapter === "portal")).toMatchObject({ status: "pending" });

    office.clock.advanceTo(office.clock.now() + 3_600_000);
    await drain(office.worker);
    office.clock.advanceTo(office.clock.now() + 3_600_000);
    await drain(office.worker);
    const rows = (await office.storage.reader.messages("d1" as DossierId)).filter(
      ({ adapter }) => adapter === "portal",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ status }) => status === "delivered")).toBe(true);
    // Nothing twice at the portal, nothing missing: its records are the messages, word for word.
    expect([...portal]).toEqual(rows.map(({ messageId, body }) => [messageId, body]));
    expect(keys).toHaveLength(2 * rows.length);
  });

  it("trap 29: a channel that is down holds no other channel of the same dossier", async () => {
    const sent: OutboxMessage[] = [];
    const works = async (message: OutboxMessage) => {
      sent.push(message);
      return undefined;
    };
    const refuses = async () => {
      throw new AdapterError("mail.no_address", "There is no address.", { retry: "operator" });
    };
    const office = openOffice(open(), { deliver: { citizen: refuses, portal: works, desk: works } });
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    office.clock.advanceTo(at("2026-08-25 08:00"));
    await drain(office.worker);
    const rows = await office.storage.reader.messages("d1" as DossierId);
    const of = (adapter: string) => rows.filter((row) => row.adapter === adapter);
    expect(of("citizen").map(({ status }) => status)[0]).toBe("parked");
    expect(receivedIn(sent, "portal")).toEqual(of("portal").map(({ position }) => position));
    expect(receivedIn(sent, "portal").length).toBeGreaterThan(0);
  });

  it("trap 29: no message carries a name or an address: whoever is entitled is looked up when it is sent", async () => {
    const office = openOffice(open());
    const applicant = { contentId: "d1:applicant", version: 1 };
    const content = [
      {
        ...applicant,
        kind: "applicant",
        body: { name: "Nguyễn Thị Đào", phone: "0912345678" },
        searchText: "Nguyễn Thị Đào",
      },
    ];
    await office.good("d1", people.desk, { ...filing(business), applicant }, content);
    await office.good("d1", people.desk, { type: "accept" });
    office.clock.advanceTo(at("2026-08-27 08:00"));
    await drain(office.worker);
    const rows = await office.storage.reader.messages("d1" as DossierId);
    expect(rows.length).toBeGreaterThan(2);
    for (const { body } of rows) expect(body).not.toMatch(/Nguyễn|Đào|0912345678/);
  });

  it("trap 30: a call that comes twice is one; with another amount under its id it is refused", async () => {
    const office = openOffice(open());
    await office.accept("d1");
    await office.good("d1", people.desk, act("intake", "forward"));
    const paid = (source: string) => ({
      type: "suspend" as const,
      commandId: "payment:7731",
      groundId: "fee-1",
      ground: "payment",
      source,
      party: "citizen",
    });
    const first = await office.good("d1", people.head, paid("invoice-7731-15000"));
    const again = await office.good("d1", people.head, paid("invoice-7731-15000"));
    expect([first.duplicate, again.duplicate, again.version]).toEqual([false, true, first.version]);
    const other = await office.send("d1", people.head, paid("invoice-7731-1500"));
    expect(other).toMatchObject({ ok: false, error: { code: "command.reused" } });
    expect((await office.engine.read("d1" as DossierId))?.version).toBe(first.version);
  });
});
