import { readFileSync } from "node:fs";
import { decide } from "@motcua/core";
import { clockText, Driver, inForce, people } from "./kit.ts";
import { play } from "./random-life.ts";

const l = JSON.parse(readFileSync(process.argv[2] ?? "/tmp/dossier-helper/ce.json", "utf8"));
const law = inForce(l.code, { on: "2026-08-17", policies: l.policies ?? {} });
const d = new Driver(law, "2026-01-02 00:00");
d.now = l.start;
const send = (by: any, body: any) => {
  const c = d.command(by, body);
  const r = decide(law, d.state, c);
  if (!r.ok) {
    console.log(clockText(d.now), body.type, "REFUSED", r.error.code);
    return;
  }
  console.log(clockText(d.now), body.type, clockText(body.occurredAt) ?? "");
  for (const e of r.value.events) {
    const { schema, commandId, at, by, source, booked, ...x } = e as any;
    console.log("     ", JSON.stringify(x).slice(0, 260));
  }
  d.last = r.value;
  d.state = r.value.state;
};
send(people.desk, {
  type: "submit",
  procedure: l.code,
  channel: l.channel,
  caseId: law.procedure.definition.cases[0]?.id,
  facts: {},
  intakeRef: "r1",
});
if ((l.steps[0]?.pick ?? 0) % 10 !== 0) send(people.desk, { type: "accept" });
for (const s of l.steps)
  try {
    play(d, s, send);
  } catch (e) {
    console.log("THROW", (e as Error).stack?.split("\n").slice(0, 6).join("\n"));
    break;
  }
console.log(JSON.stringify(d.dossier.limits.principal), JSON.stringify(d.dossier.promises.at(-1)));
