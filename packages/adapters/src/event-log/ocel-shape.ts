import { type FaultList, shown } from "./faults.ts";

/** OCEL as it is read: values may be numbers and booleans, as some tools write them; lists inside may be absent. */
export interface ReadOcel {
  readonly eventTypes: readonly ReadType[];
  readonly objectTypes: readonly ReadType[];
  readonly events: readonly ReadEvent[];
  readonly objects: readonly ReadObject[];
}
export interface ReadType {
  readonly name: string;
  readonly attributes?: readonly { readonly name: string; readonly type: string }[];
}
export interface ReadEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes?: readonly ReadAttribute[];
  readonly relationships?: readonly { readonly objectId: string }[];
}
export interface ReadObject {
  readonly id: string;
  readonly type: string;
  readonly attributes?: readonly (ReadAttribute & { readonly time: string })[];
}
export interface ReadAttribute {
  readonly name: string;
  readonly value: string | number | boolean | null;
}

type Fields = { readonly [name: string]: unknown };
const lists = ["eventTypes", "objectTypes", "events", "objects"] as const;

/** The text as OCEL, when it has the shape; what it lacks is noted. Checked where it stands: logs are large. */
export function ocelShape(text: string, faults: FaultList): ReadOcel | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    faults.add("log.malformed", `JSON sai: ${message}`, `not JSON: ${message}`);
    return undefined;
  }
  const fields: Fields = isFields(value) ? value : {};
  for (const name of lists)
    if (!Array.isArray(fields[name]))
      faults.add("log.malformed", `OCEL thiếu danh sách "${name}"`, `OCEL lacks the list "${name}"`, name);
  if (!faults.none) return undefined;
  const check = new ShapeCheck(faults);
  for (const name of ["eventTypes", "objectTypes"])
    check.each(fields[name], name, ["name"], { attributes: ["name", "type"] });
  check.each(fields.events, "events", ["id", "type", "time"], { attributes: ["name"], relationships: ["objectId"] });
  check.each(fields.objects, "objects", ["id", "type"], { attributes: ["name", "time"], relationships: ["objectId"] });
  return faults.none ? (value as ReadOcel) : undefined;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

class ShapeCheck {
  readonly #faults: FaultList;

  constructor(faults: FaultList) {
    this.#faults = faults;
  }

  /** @param texts fields that must be text
   *  @param inside lists that may be there, and which texts their elements have */
  each(
    list: unknown,
    path: string,
    texts: readonly string[],
    inside: { readonly [name: string]: readonly string[] },
  ): void {
    if (!Array.isArray(list)) return;
    for (const [place, value] of list.entries()) {
      for (const name of texts) if (!hasText(value, name)) this.#wrong(name, "chuỗi", "a text", `${path}[${place}]`);
      if (!isFields(value)) continue;
      for (const name in inside) {
        const elements = value[name];
        if (elements === undefined) continue;
        if (!Array.isArray(elements)) this.#wrong(name, "danh sách", "a list", `${path}[${place}]`);
        else if (!elements.every((element) => isElement(element, inside[name] ?? [])))
          this.each(elements, `${path}[${place}].${name}`, inside[name] ?? [], {});
      }
    }
  }

  #wrong(name: string, vi: string, en: string, path: string): void {
    this.#faults.add("log.malformed", `cần ${vi} ${shown(name)}`, `${en} ${shown(name)} is missing`, path);
  }
}

const hasText = (value: unknown, name: string): boolean => isFields(value) && typeof value[name] === "string";
const isElement = (value: unknown, texts: readonly string[]): boolean => texts.every((name) => hasText(value, name));
