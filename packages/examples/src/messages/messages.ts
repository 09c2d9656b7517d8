import { memoryStorage } from "@motcua/adapters/memory";
import type { Notifier } from "@motcua/core";
import { checkMessages, citizenMessages, createEngine, createWorker, dossierId, must } from "@motcua/core";
import { sampleOffice, virtualClock } from "@motcua/core/testing";
import { vietnamLaw, vietnamMessages } from "@motcua/core/vietnam";

// A channel: here the console; an office puts `emailNotifier`, `smsNotifier` or `zaloNotifier` in its place.
const onConsole: Notifier = {
  channels: new Set(["sms", "email"]),
  async send({ channel, address, rendered }) {
    console.log(`${channel} to ${address}: ${channel === "sms" ? rendered.short : rendered.subject}`);
    return {};
  },
  async close() {},
};

const messages = checkMessages(vietnamMessages);
if (!messages.ok) throw new Error(messages.error.map(({ code, path }) => `${code} ${path}`).join("\n"));
const { person, envelope, directory, numbering } = sampleOffice();
const storage = memoryStorage();
const ports = { storage, clock: virtualClock("2026-08-20T09:00:00+07:00"), directory, numbering };
const office = { vi: "UBND xã Mẫu", en: "People's Committee of Mẫu commune" };
const deliver = citizenMessages({ storage, notifiers: [onConsole], messages: messages.value, office });
const engine = createEngine({ ...ports, law: vietnamLaw(), adapters: Object.keys(deliver) });
const worker = createWorker({ ...ports, engine, deliver });

// Who applies, and on which channels they agreed to be told: content, never in an event.
const id = must(dossierId("hs-1"));
const desk = person("one-stop", "one-stop-officer");
const applicant = { contentId: "hs-1:applicant", version: 1 };
const contact = { name: "Nguyễn Văn Mẫu", phone: "+84 912 345 678", notify: { sms: true } };
const form = { procedure: "1.001612", channel: "counter", caseId: "general", facts: {}, intakeRef: "T-1" } as const;
await engine.submit({ ...envelope(id, desk), type: "submit", ...form, applicant }, [
  { ...applicant, kind: "applicant", body: contact, searchText: contact.name },
]);
await engine.submit({ ...envelope(id, desk), type: "accept" });
while ((await worker.tick()).messages > 0);
for (const { adapter, kind, status, code = "" } of await storage.reader.messages(id))
  console.log(`${adapter} ${kind}: ${status} ${code}`.trimEnd());
