import {
  AdapterError,
  type CarrierParcel,
  type Clock,
  type CommandId,
  type DossierId,
  type Engine,
  err,
  type Fault,
  type OfficeId,
  ok,
  type PostCall,
  type PostCarrier,
  type PostLeg,
  type PostMove,
  type PostOrder,
  type Result,
  systemActor,
} from "../shared/core.ts";
import { HttpError } from "../shared/http-error.ts";
import type { OrderIndex } from "./order-index.ts";

export interface PostDesk {
  readonly engine: Engine;
  readonly clock: Pick<Clock, "now">;
  readonly orders: OrderIndex;
  /** By the code that legs name. */
  readonly carriers: { readonly [carrier: string]: PostCarrier };
  /** How long after an order was sent a look-up that shows nothing is not believed yet. Default 120,000. */
  readonly notThereAfterMs?: number;
}

/** What ordering came to. `unknown`: nobody can tell yet; call again later, it looks the order up first. */
export type OrderOutcome =
  | { readonly kind: "ordered" | "settled"; readonly leg: PostLeg }
  | { readonly kind: "unknown"; readonly cause?: unknown };

/** What goes on the parcel: number and leg are those of the dossier's leg. */
export type Parcel = Omit<PostOrder, "orderNumber" | "leg">;

/** Orders a planned leg at its carrier, never twice: what is about to be sent is recorded in the dossier first, and where its
 *  outcome is unknown the carrier is asked by our number before anything is sent again (trap 28).
 *  @throws AdapterError of the carrier where the order surely did not arrive */
export async function orderPost(
  desk: PostDesk,
  dossierId: DossierId,
  legId: string,
  parcel: Parcel,
  call: PostCall = {},
): Promise<Result<OrderOutcome, Fault>> {
  const found = await legOf(desk, dossierId, legId);
  if (!found.ok) return found;
  const { carrier } = found.value;
  let { leg } = found.value;
  await desk.orders.put(leg.orderNumber, { dossierId, legId, leg: leg.leg });
  if (leg.status === "ordering") {
    const looked = await settle(desk, found.value, call);
    if (!looked.ok || looked.value.kind !== "not-there") return looked as Result<OrderOutcome, Fault>;
    leg = looked.value.leg;
  }
  const begun = await move(desk, found.value, { kind: "order" }, `order:${leg.sent + 1}`);
  if (!begun.ok) return begun;
  // Another process sends this very order.
  if (begun.value.duplicate) return ok({ kind: "unknown" });
  let waybill: string | undefined;
  try {
    ({ waybill } = await carrier.order({ ...parcel, orderNumber: leg.orderNumber, leg: leg.leg }, call));
  } catch (error) {
    if (!surelyNotThere(error)) return ok({ kind: "unknown", cause: error });
    await move(desk, found.value, { kind: "order-known", outcome: "not-there" }, `not-there:${leg.sent + 1}`);
    throw error;
  }
  const there = { kind: "order-known", outcome: "there", ...(waybill === undefined ? {} : { waybill }) } as const;
  const known = await move(desk, found.value, there, `there:${leg.sent + 1}`);
  // Told of before its answer came: all is known already.
  if (!known.ok && known.error.code !== "post.nothing_new") return known;
  return ok({ kind: "ordered", leg: await legNow(desk, dossierId, legId, leg) });
}

interface FoundLeg {
  readonly dossierId: DossierId;
  readonly officeId: OfficeId;
  readonly legId: string;
  readonly leg: PostLeg;
  readonly version: number;
  readonly carrier: PostCarrier;
}

async function legOf(desk: PostDesk, dossierId: DossierId, legId: string): Promise<Result<FoundLeg, Fault>> {
  const view = await desk.engine.read(dossierId);
  const legs = view?.state.postLegs ?? {};
  const leg = Object.hasOwn(legs, legId) ? legs[legId] : undefined;
  if (view === undefined || leg === undefined)
    return err({
      code: "post.unknown_leg",
      text: { vi: "Hồ sơ không có chặng bưu chính này", en: "the dossier has no such parcel" },
    });
  const carrier = Object.hasOwn(desk.carriers, leg.carrier) ? desk.carriers[leg.carrier] : undefined;
  if (carrier === undefined)
    throw new AdapterError("post.no_carrier", `No carrier is set up under "${leg.carrier}".`, { retry: "operator" });
  const { officeId } = view.state;
  return ok({ dossierId, officeId, legId, leg, version: view.version, carrier });
}

const legNow = async ({ engine }: PostDesk, dossierId: DossierId, legId: string, before: PostLeg): Promise<PostLeg> =>
  (await engine.read(dossierId))?.state.postLegs?.[legId] ?? before;

const move = ({ engine }: PostDesk, { dossierId, officeId, legId }: FoundLeg, one: PostMove, name: string) =>
  engine.submit({
    type: "move-post-leg",
    commandId: `post:${dossierId}:${legId}:${name}` as CommandId,
    dossierId,
    officeId,
    by: systemActor,
    legId,
    move: one,
  });

type Looked = OrderOutcome | { readonly kind: "not-there"; readonly leg: PostLeg };

/** Asks what the carrier has under our number. `not-there`: it surely has nothing, and the order may be sent. */
async function settle(desk: PostDesk, found: FoundLeg, call: PostCall): Promise<Result<Looked, Fault>> {
  const { leg, carrier, dossierId, legId } = found;
  const asked = await carrier.find(leg.orderNumber, call);
  const tooEarly = desk.clock.now() - (leg.sentAt ?? 0) < (desk.notThereAfterMs ?? 120_000);
  // A queue in between may still hold it.
  if (asked.length === 0 && tooEarly) return ok({ kind: "unknown" });
  const waybill = asked.find((parcel) => parcel.waybill !== undefined)?.waybill;
  const outcome = asked.length === 0 ? "not-there" : "there";
  const known = await move(
    desk,
    found,
    { kind: "order-known", outcome, ...(waybill === undefined ? {} : { waybill }) },
    `found-${outcome}:${leg.sent}:${waybill ?? ""}`,
  );
  if (!known.ok && known.error.code !== "post.nothing_new") return known;
  for (const parcel of asked) await tellOne(desk, found, parcel, waybill);
  return ok({ kind: outcome === "there" ? "settled" : outcome, leg: await legNow(desk, dossierId, legId, leg) });
}

/** Tells the dossier of one line of the carrier's. Lines of a second parcel under the number are left to reconciliation. A line
 *  without a time is told once for each status: a second attempt looks no different there from the first still standing. */
async function tellOne(desk: PostDesk, found: FoundLeg, parcel: CarrierParcel, waybill: string | undefined) {
  if (parcel.waybill !== undefined && waybill !== undefined && parcel.waybill !== waybill) return;
  const { status, happenedAt, waybill: number } = parcel;
  const told: PostMove = {
    kind: "tell",
    status,
    ...(happenedAt === undefined ? {} : { happenedAt }),
    ...(number === undefined ? {} : { waybill: number }),
  };
  await move(desk, found, told, `told:${status}:${happenedAt ?? "now"}:${number ?? ""}`);
}

/** Asks the carrier how a parcel stands and records what is new: for carriers that push nothing, and for what was missed.
 *  @returns all the carrier has under the number, for `reconcilePost` */
export async function trackPost(
  desk: PostDesk,
  dossierId: DossierId,
  legId: string,
  call: PostCall = {},
): Promise<Result<readonly CarrierParcel[], Fault>> {
  const found = await legOf(desk, dossierId, legId);
  if (!found.ok) return found;
  const { leg, carrier } = found.value;
  if (leg.status === "planned") return ok([]);
  const parcels = await carrier.find(leg.orderNumber, call);
  const waybill = leg.waybill ?? parcels.find((parcel) => parcel.waybill !== undefined)?.waybill;
  for (const parcel of parcels) await tellOne(desk, found.value, parcel, waybill);
  return ok(parcels);
}

/** Calls a parcel off: at once where nothing was ordered, else when the carrier agrees. An order whose outcome is unknown is
 *  looked up first (`orderPost`).
 *  @throws AdapterError of the carrier; the wish stands recorded, call again */
export async function cancelPost(
  desk: PostDesk,
  dossierId: DossierId,
  legId: string,
  call: PostCall = {},
): Promise<Result<PostLeg, Fault>> {
  const found = await legOf(desk, dossierId, legId);
  if (!found.ok) return found;
  const { leg, carrier, version } = found.value;
  if (leg.cancelAskedAt === undefined) {
    const asked = await move(desk, found.value, { kind: "ask-cancel" }, `ask-cancel:${version}`);
    if (!asked.ok) return asked;
  }
  if (leg.status !== "planned") {
    const outcome = await carrier.cancel(leg.orderNumber, call);
    const known = await move(desk, found.value, { kind: "cancel-known", outcome }, `cancel-${outcome}:${version}`);
    if (!known.ok && known.error.code !== "post.nothing_new") return known;
  }
  return ok(await legNow(desk, dossierId, legId, leg));
}

/** Only what never left, or was refused in a readable answer, is surely not there; everything else may be. */
const surelyNotThere = (error: unknown): boolean =>
  error instanceof HttpError
    ? error.outcome === "not_sent"
    : AdapterError.is(error) && ["post.refused", "post.login_refused", "post.missing_field"].includes(error.code);
