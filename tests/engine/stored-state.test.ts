import { canonicalJson, type DossierId, type Json, type StoredDossier, storedState } from "@motcua/core";
import { expect, it } from "vitest";
import { act, people } from "../dossier/kit.ts";
import { openOffice, storages } from "./engine-kit.ts";

it("the state of a stored row is what the engine has; a row that does not give one gives nothing", async () => {
  const storage = storages[0]?.open();
  if (storage === undefined) throw new Error("no storage");
  const office = openOffice(storage);
  await office.accept("d1");
  await office.good("d1", people.desk, act("intake", "forward"));
  const id = "d1" as DossierId;
  const [row] = await storage.load([id]);
  if (row === undefined) throw new Error("no row");
  const whole = storedState(row);
  // As a snapshot is kept and read again, parts that are over are not there.
  expect(JSON.parse(canonicalJson(whole as unknown as Json))).toEqual(
    JSON.parse(canonicalJson((await office.engine.read(id))?.state as unknown as Json)),
  );
  const snapshot = { version: row.version, state: JSON.stringify(whole) };
  expect(storedState({ ...row, snapshot, since: [] })).toEqual(JSON.parse(snapshot.state));
  const damaged: readonly StoredDossier[] = [
    { ...row, since: row.since.slice(1) },
    { ...row, since: row.since.slice(0, -1) },
    { ...row, snapshot: undefined, since: [] },
    { ...row, snapshot: { ...snapshot, state: "{" }, since: [] },
    { ...row, snapshot: { ...snapshot, state: snapshot.state.replace('"schema":1', '"schema":2') }, since: [] },
    { ...row, snapshot, since: [], dossierId: "d2" as DossierId },
  ];
  expect(damaged.map(storedState)).toEqual(damaged.map(() => undefined));
});
