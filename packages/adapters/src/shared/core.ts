export type { CommandId, DossierId, OfficeId } from "../../../core/src/base/ids.ts";
export { InvariantError, invariant } from "../../../core/src/base/invariant.ts";
export { AdapterError } from "../../../core/src/ports/adapter-error.ts";
export type * from "../../../core/src/ports/storage.ts";
