/** OCEL 2.0 as JSON. The published schema has attribute values as text, whatever their declared type. */
export interface Ocel {
  readonly eventTypes: readonly OcelType[];
  readonly objectTypes: readonly OcelType[];
  readonly events: readonly OcelEvent[];
  readonly objects: readonly OcelObject[];
}
export interface OcelType {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly type: OcelAttributeType }[];
}
export type OcelAttributeType = "string" | "time" | "integer" | "float" | "boolean";
export interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes: readonly OcelAttribute[];
  readonly relationships: readonly OcelRelationship[];
}
export interface OcelObject {
  readonly id: string;
  readonly type: string;
  readonly relationships: readonly OcelRelationship[];
  readonly attributes: readonly (OcelAttribute & { readonly time: string })[];
}
export interface OcelAttribute {
  readonly name: string;
  readonly value: string;
}
export interface OcelRelationship {
  readonly objectId: string;
  readonly qualifier: string;
}

/** Types of our objects; ids are `type:name`, for ids are shared by all types. */
export const objectTypes = {
  dossier: "dossier",
  workItem: "work item",
  person: "person",
  limit: "limit",
  document: "document",
} as const;
export type ObjectType = (typeof objectTypes)[keyof typeof objectTypes];
export const idOf = (type: ObjectType, name: string): string => `${type}:${name}`;

/** Of events: `start` and `complete` of a work item, `wait` of a wait that is over, `fact` of the law. */
export const lifecycle = "lifecycle";
export const factLifecycle = "fact";
export const waitLifecycle = "wait";
/** The instant of attributes that were so from the beginning. */
export const fromTheBeginning = "1970-01-01T00:00:00.000Z";
