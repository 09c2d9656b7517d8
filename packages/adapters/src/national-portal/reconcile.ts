import { AdapterError, type DossierId, type OfficeId, type Storage } from "../shared/core.ts";
import { namedBy, type Target } from "./bring.ts";
import { compareSteps, differingFields } from "./compare.ts";
import type { NationalPortal } from "./national-portal.ts";

/** A dossier that does not stand at the portal as it stands here. */
export interface PortalDifference {
  readonly dossierId: DossierId;
  readonly code: string;
  /** The portal does not know it. */
  readonly missing: boolean;
  /** Names of fields; never what is in them. */
  readonly fields: readonly string[];
  /** Steps of ours that are not there, by their event. */
  readonly stepsMissing: readonly number[];
  /** Steps there that are none of ours, or once more. What is there stays there: the portal takes nothing back. */
  readonly stepsExtra: number;
  readonly outOfOrder: boolean;
  /** Messages of the dossier that wait to be delivered: they will say some of it by themselves. */
  readonly waiting: number;
  /** Only with `send`: what can be sent was sent, and then all is as here. */
  readonly mended: boolean;
  /** Only with `send`: nothing was sent, since a worker may be delivering it at this moment. */
  readonly left?: true;
  /** Only with `send`: it could not be sent, by the error's code. */
  readonly notSent?: string;
}

export interface Reconciliation {
  readonly compared: number;
  /** Not the portal's: not accepted yet, or internal work. */
  readonly notTold: number;
  readonly differences: readonly PortalDifference[];
}

export interface ReconcileParts {
  readonly portal: NationalPortal;
  readonly storage: Storage;
  /** Send what differs, of dossiers without messages that a worker may be delivering now. */
  readonly send?: boolean;
  /** Of these as well. Only while nobody else delivers to the portal: two who send at once may send a step twice. */
  readonly sendWaiting?: boolean;
  /** Dossiers asked for at once. Default 8. */
  readonly atOnce?: number;
}

/**
 * Lays every dossier of an office beside the portal's record of it. Nothing is sent unless asked for.
 * @throws AdapterError the portal cannot be asked now
 */
export async function reconcile(parts: ReconcileParts, officeId: OfficeId): Promise<Reconciliation> {
  const differences: PortalDifference[] = [];
  let compared = 0;
  let notTold = 0;
  for await (const group of groupsOf(parts, officeId)) {
    const found = await Promise.all(group.map((dossierId) => compareOne(parts, { dossierId, officeId })));
    for (const one of found) {
      if (one === "not-told") notTold += 1;
      else compared += 1;
      if (typeof one === "object") differences.push(one);
    }
  }
  return { compared, notTold, differences };
}

async function* groupsOf({ storage, atOnce = 8 }: ReconcileParts, officeId: OfficeId) {
  let after: string | undefined;
  do {
    const page = await storage.reader.list(
      { officeId, order: "id" },
      { limit: atOnce, ...(after === undefined ? {} : { after }) },
    );
    yield page.items.map(({ dossierId }) => dossierId);
    after = page.next;
  } while (after !== undefined);
}

interface Key {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
}

async function compareOne(parts: ReconcileParts, key: Key): Promise<PortalDifference | "same" | "not-told"> {
  const { portal, send = false, sendWaiting = false } = parts;
  const target = await portal.targetOf(key);
  if (target === undefined) return "not-told";
  const found = await compareTarget(parts, target);
  if (found === undefined) return "same";
  const messages = await parts.storage.reader.messages(key.dossierId);
  const unsettled = messages.filter(({ adapter, status }) => ours(adapter) && ["pending", "parked"].includes(status));
  const told = { dossierId: key.dossierId, code: target.code, ...found, waiting: unsettled.length, mended: false };
  if (!send) return told;
  // What is parked waits for an operator, which is who asks for this.
  if (!sendWaiting && unsettled.some(({ status }) => status === "pending")) return { ...told, left: true };
  try {
    await portal.repair(target);
  } catch (error) {
    if (!AdapterError.is(error)) throw error;
    // One dossier that is refused keeps no other from being sent.
    return { ...told, notSent: error.code };
  }
  return { ...told, mended: (await compareTarget(parts, target)) === undefined };
}

const ours = (lane: string): boolean => lane === "portal" || lane === "portal/national";

async function compareTarget({ portal }: ReconcileParts, target: Target) {
  const mark = await portal.marks.read(target.officeId, target.dossierId);
  const view = await portal.client.lookUp(mark.code ?? target.code);
  const seqs = target.steps.map(({ seq }) => seq);
  const nothing = { missing: true, fields: [], stepsMissing: seqs, stepsExtra: 0, outOfOrder: false };
  if (view === undefined) return nothing;
  const fields = differingFields(withoutId(namedBy(mark, target.status ?? target.dossier)), view.fields);
  // A portal that does not tell its steps is taken at its word of the day they were acknowledged.
  const { held, extra, inOrder } =
    view.steps === undefined
      ? { held: seqs.map((seq) => mark.sent.includes(seq)), extra: 0, inOrder: true }
      : compareSteps(
          target.steps.map(({ wire }) => wire),
          view.steps,
        );
  const stepsMissing = seqs.filter((_, index) => !held[index]);
  const same = fields.length === 0 && stepsMissing.length === 0 && extra === 0 && inOrder;
  return same ? undefined : { missing: false, fields, stepsMissing, stepsExtra: extra, outOfOrder: !inOrder };
}

function withoutId({ IdHoSo: _, ...wire }: { readonly [field: string]: unknown }) {
  return wire;
}
