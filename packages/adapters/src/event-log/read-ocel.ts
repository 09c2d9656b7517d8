import { type DossierAttributes, type LegalFact, legalFactKinds } from "@motcua/core/simulator";
import { shown } from "./faults.ts";
import type { Known, LogIntake } from "./intake.ts";
import type { LogMap } from "./log-map.ts";
import { factLifecycle, lifecycle, objectTypes, waitLifecycle } from "./ocel.ts";
import { ocelShape, type ReadAttribute, type ReadEvent, type ReadObject, type ReadOcel } from "./ocel-shape.ts";

/** Reads OCEL 2.0 JSON: events of objects of one type, the dossiers. An event of several of them counts for each. */
export class OcelLogReader {
  readonly #intake: LogIntake;
  readonly #caseType: string;
  readonly #resourceType: string;
  readonly #chunks: string[] = [];
  readonly #objects = new Map<string, ReadObject>();

  constructor(intake: LogIntake, map: LogMap) {
    this.#intake = intake;
    this.#caseType = map.caseType ?? objectTypes.dossier;
    this.#resourceType = map.resourceType ?? objectTypes.person;
  }

  push(chunk: string): void {
    this.#chunks.push(chunk);
  }

  end(): void {
    const ocel = ocelShape(this.#chunks.join(""), this.#intake.faults);
    this.#chunks.length = 0;
    if (ocel === undefined) return;
    for (const object of ocel.objects) this.#objects.set(object.id, object);
    if (!this.#hasCases(ocel)) return;
    this.#readAttributes(ocel);
    const timed = ocel.events.map((event, place) => ({
      event,
      at: this.#at(event.time, `events[${place}].time`),
      place,
    }));
    timed.sort((x, y) => x.at - y.at);
    for (const { event, at, place } of timed) this.#take(event, at, `events[${place}]`);
  }

  #at(text: string, path: string): number {
    return this.#intake.clock.read(text, path);
  }

  #hasCases({ objects }: ReadOcel): boolean {
    const types = new Set(objects.map(({ type }) => type));
    if (types.has(this.#caseType)) return true;
    const [wanted, there] = [shown(this.#caseType), [...types].map(shown).join(", ") || "—"];
    this.#intake.faults.add(
      "log.columns",
      `không có đối tượng loại ${wanted}; tệp có ${there}; hãy ghi "caseType" vào tệp ánh xạ`,
      `there are no objects of type ${wanted}; the file has ${there}; name one as "caseType" in the map`,
      "objects",
    );
    return false;
  }

  #readAttributes({ objects, objectTypes: types }: ReadOcel): void {
    const declared = types.find(({ name }) => name === this.#caseType)?.attributes ?? [];
    const numbers = new Set(
      declared.filter(({ type }) => type === "integer" || type === "float").map(({ name }) => name),
    );
    for (const [place, { id, type, attributes = [] }] of objects.entries()) {
      if (type !== this.#caseType || attributes.length === 0) continue;
      const latest = attributes
        .map((each, at) => ({ ...each, at: this.#at(each.time, `objects[${place}].attributes[${at}].time`) }))
        .sort((x, y) => x.at - y.at)
        .map(({ name, value }) => [name, attributeValue(value, numbers.has(name))] as const);
      const of: DossierAttributes = Object.fromEntries(latest);
      this.#intake.attributes(nameOf(id, type), of);
    }
  }

  #take(event: ReadEvent, at: number, path: string): void {
    const related = (event.relationships ?? []).map(({ objectId }) => this.#objects.get(objectId));
    const of = (type: string) => related.filter((object) => object?.type === type);
    const dossiers = of(this.#caseType);
    if (dossiers.length === 0) this.#intake.leaveOut();
    const transition = attributeOf(event, lifecycle) ?? attributeOf(event, "lifecycle:transition") ?? "complete";
    const kind = legalFactKinds.find((each) => each === event.type);
    const [item] = of(objectTypes.workItem);
    const [person] = of(this.#resourceType);
    for (const each of new Set(dossiers)) {
      if (each === undefined) continue;
      const dossier = nameOf(each.id, each.type);
      const since = transition === waitLifecycle ? attributeOf(event, "since") : undefined;
      if (transition === factLifecycle && kind !== undefined) this.#fact({ dossier, at, kind }, event, path);
      else if (since !== undefined) {
        const flow = attributeOf(event, "flow");
        const wait = { dossier, activity: event.type, from: this.#at(since, path), to: at };
        this.#intake.wait(flow === undefined ? wait : { ...wait, flow }, path);
      } else {
        const known = {
          ...(item === undefined ? {} : this.#known(item, path)),
          ...(person === undefined ? {} : { person: nameOf(person.id, person.type) }),
        };
        const instance = item === undefined ? {} : { instance: item.id };
        this.#intake.event({ dossier, activity: event.type, at, transition, ...instance, known }, path);
      }
    }
  }

  #fact(fact: LegalFact, event: ReadEvent, path: string): void {
    const detail = attributeOf(event, "detail");
    const due = attributeOf(event, "dueAt");
    this.#intake.fact({
      ...fact,
      ...(detail === undefined ? {} : { detail }),
      ...(due === undefined ? {} : { dueAt: this.#at(due, path) }),
    });
  }

  #known(item: ReadObject, path: string): Known {
    const flow = attributeOf(item, "flow");
    const unit = attributeOf(item, "unit");
    const enabled = attributeOf(item, "enabledAt");
    const cost = Number(attributeOf(item, "cost") ?? Number.NaN);
    const batch = Number(attributeOf(item, "batch") ?? Number.NaN);
    return {
      ...(flow === undefined ? {} : { flow }),
      ...(unit === undefined ? {} : { unit }),
      ...(enabled === undefined ? {} : { enabledAt: this.#at(enabled, path) }),
      ...(Number.isNaN(cost) ? {} : { cost }),
      ...(Number.isInteger(batch) ? { batch } : {}),
    };
  }
}

function attributeOf(of: { readonly attributes?: readonly ReadAttribute[] }, name: string): string | undefined {
  const value = of.attributes?.find((attribute) => attribute.name === name)?.value;
  return value === undefined || value === null ? undefined : String(value);
}

/** A number where it is declared as one and is one. */
function attributeValue(value: ReadAttribute["value"], isNumber: boolean): string | number {
  if (typeof value === "number") return value;
  const text = String(value ?? "");
  return isNumber && text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
}

/** Our ids say their type before the name. */
const nameOf = (id: string, type: string): string => (id.startsWith(`${type}:`) ? id.slice(type.length + 1) : id);
