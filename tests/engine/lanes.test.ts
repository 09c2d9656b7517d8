import {
  AdapterError,
  createEngine,
  InvariantError,
  type OutboxMessage,
  readLaneName,
  type Storage,
  servedLanes,
} from "@motcua/core";
import { virtualClock } from "@motcua/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { act, people, why } from "../dossier/kit.ts";
import { drain, openOffice, storages } from "./engine-kit.ts";

const channels = ["citizen/sms", "citizen/email", "portal/webhook", "portal"];

/** Keeps what each lane was sent; a lane named here fails instead. */
function receivers(failing: readonly string[] = []) {
  const sent: OutboxMessage[] = [];
  const deliver = async (message: OutboxMessage) => {
    if (failing.includes(message.adapter)) throw new AdapterError("sms.down", "out of order", { retry: "later" });
    sent.push(message);
    return undefined;
  };
  const kinds = (lane: string) => sent.filter(({ adapter }) => adapter === lane).map(({ kind }) => kind);
  return { sent, kinds, deliver: Object.fromEntries(channels.map((lane) => [lane, deliver])) };
}

async function toTheSupplement(storage: Storage, failing?: readonly string[]) {
  const { deliver, ...told } = receivers(failing);
  const office = openOffice(storage, { adapters: channels, deliver });
  await office.accept("d1");
  await office.good("d1", people.desk, act("intake", "forward"));
  await office.good("d1", people.officer, { type: "request-supplement", reason: why("missing-paper") });
  await drain(office.worker);
  return told;
}

describe.each(storages)("lanes by audience and channel on $name", ({ open }) => {
  it("copies a message to every served lane of its audience, each with its name and its order", async () => {
    const storage = open();
    const { sent, kinds } = await toTheSupplement(storage);
    const citizen = ["accepted", "supplement-requested"];
    expect([kinds("citizen/sms"), kinds("citizen/email"), kinds("citizen")]).toEqual([citizen, citizen, []]);
    expect(kinds("portal/webhook")).toEqual(kinds("portal"));
    expect(kinds("portal").length).toBe(4);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(sent.length);
    for (const { messageId, dossierId, adapter, position } of sent)
      expect(messageId).toBe(`${dossierId}:${adapter}:${position}`);
    const lanes = new Set((await storage.reader.messages(sent[0]?.dossierId as never)).map(({ adapter }) => adapter));
    expect([...lanes].toSorted()).toEqual(channels.toSorted());
  });

  it("trap 29: no channel waits for another to the same people", async () => {
    const { kinds } = await toTheSupplement(open(), ["citizen/email"]);
    expect([kinds("citizen/email"), kinds("citizen/sms").length]).toEqual([[], 2]);
  });

  it("refuses to begin with a lane there cannot be", () => {
    const begin = (lane: string) =>
      createEngine({ storage: open(), clock: virtualClock("2026-08-20T09:00:00+07:00"), adapters: ["portal", lane] });
    for (const lane of ["", "citizens", "citizen/", "/sms", "citizen/sms/viettel", "citizen/SMS", " citizen", "sms"]) {
      let thrown: unknown;
      try {
        begin(lane);
      } catch (error) {
        thrown = error;
      }
      expect([lane, InvariantError.is(thrown) && thrown.code]).toEqual([lane, "lane.malformed"]);
    }
    expect(() => begin("citizen/zalo-oa")).not.toThrow();
  });
});

it("no telephone number passes for a channel, whatever its length", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{4,12}$/), (digits) => {
      expect([readLaneName(`citizen/${digits}`).ok, readLaneName(`citizen/t${digits}`).ok]).toEqual([false, false]);
    }),
  );
});

it("serves a lane once, however often it is named", () => {
  expect([...servedLanes(["citizen/sms", "portal", "citizen/sms"])]).toEqual([
    ["citizen", ["citizen/sms"]],
    ["portal", ["portal"]],
  ]);
});
