import { randomUUID } from "node:crypto";
import {
  type Accepted,
  type Actor,
  type CommandId,
  type CommandRequest,
  type DossierEvent,
  type DossierId,
  type DossierState,
  type Engine,
  type ErrorCode,
  err,
  type Fault,
  isPaymentReference,
  type Moved,
  movePayment,
  ok,
  type Payment,
  type PaymentCommand,
  type Result,
  systemActor,
} from "../shared/core.ts";
import { type BookCommand, type PaymentBook, unknownPayment } from "./book.ts";
import { fault } from "./fault.ts";
import { withRecordedIds } from "./recorded-id.ts";
import type { PaymentReferences } from "./reference-index.ts";

export interface DossierBookOptions {
  readonly engine: Pick<Engine, "submit" | "read">;
  readonly references: PaymentReferences;
  /** Whose hand it is recorded under. Default `systemActor`. */
  readonly by?: Actor;
}

/**
 * Payments as part of their dossiers: each command is one of the engine's, so that the dossier's version is the lock, in any
 * number of processes, and what is known already changes nothing. Times are the engine's. Money that came and may not be
 * taken is refused here, and stands aside in the dossier.
 * @throws what the engine throws: the outcome is unknown, and the same may be told again
 */
export function dossierBook(options: DossierBookOptions): PaymentBook {
  return {
    read: async (reference) => (await found(options, reference))?.payment,
    async move(reference, told) {
      if (told.type === "request") return await request(options, reference, told);
      const command = withRecordedIds(told) as Exclude<PaymentCommand, { readonly type: "request" }>;
      const before = await found(options, reference);
      if (before?.payment === undefined) return unknownPayment();
      const { at: _engines, ...move } = command;
      if (move.type === "set-aside") return unknownPayment();
      const answer = await submit(options, before.state, { type: "move-payment", reference, move });
      return await movedBy(options, reference, command, answer);
    },
  };
}

interface Found {
  readonly state: DossierState;
  readonly payment: Payment | undefined;
}

async function found({ engine, references }: DossierBookOptions, reference: string): Promise<Found | undefined> {
  const dossierId = isPaymentReference(reference) ? await references.find(reference) : undefined;
  const view = dossierId === undefined ? undefined : await engine.read(dossierId);
  if (view === undefined) return undefined;
  const { payments = {} } = view.state;
  return { state: view.state, payment: Object.hasOwn(payments, reference) ? payments[reference] : undefined };
}

async function request(
  options: DossierBookOptions,
  reference: string,
  command: Extract<BookCommand, { readonly type: "request" }>,
): Promise<Result<Moved, Fault>> {
  const { amountVnd, payBy, parts, wait, beside } = command;
  if (!isPaymentReference(reference) || command.reference !== reference) return unknownPayment();
  const dossierId = command.dossierId as DossierId;
  const known = await options.references.find(reference);
  if (known !== undefined && known !== dossierId)
    return err(
      fault("payment.reference_reused", "Mã tham chiếu đã dùng cho yêu cầu khác", "another payment has this reference"),
    );
  const view = await options.engine.read(dossierId);
  if (view === undefined) return err(fault("command.no_dossier", "Không có hồ sơ này", "there is no such dossier"));
  const { payments = {}, task } = view.state;
  const stands = wait === undefined || (task?.step === wait.step && task.visit === wait.visit);
  if (!stands && !Object.hasOwn(payments, reference))
    return err(
      fault("command.unknown_action", "Hồ sơ không còn chờ ở bước này", "the dossier does not stand at this wait"),
    );
  await options.references.put(reference, dossierId);
  const answer = await submit(options, view.state, {
    type: "request-payment",
    reference,
    amountVnd,
    payBy,
    ...(parts === undefined ? {} : { parts }),
    ...(wait?.action === undefined ? {} : { action: wait.action }),
    ...(beside === undefined ? {} : { beside }),
  });
  return await movedBy(options, reference, command, answer);
}

type Bare<C> = C extends CommandRequest ? Omit<C, "commandId" | "dossierId" | "officeId" | "by"> : never;

const submit = (
  { engine, by = systemActor }: DossierBookOptions,
  { dossierId, officeId }: DossierState,
  command: Bare<CommandRequest>,
): Promise<Result<Accepted, Fault>> =>
  // Told twice is seen by what the dossier knows, whatever the command is called.
  engine.submit({
    ...command,
    commandId: `payment:${randomUUID()}` as CommandId,
    dossierId,
    officeId,
    by,
  } as CommandRequest);

const setAside = (event: DossierEvent) =>
  event.type === "payment-moved" && event.move.type === "set-aside" ? [event.move] : [];

async function movedBy(
  options: DossierBookOptions,
  reference: string,
  command: PaymentCommand,
  answer: Result<Accepted, Fault>,
): Promise<Result<Moved, Fault>> {
  if (!answer.ok && answer.error.code !== "payment.nothing_new") return answer;
  const payment = (await found(options, reference))?.payment;
  if (payment === undefined) return unknownPayment();
  const aside = answer.ok ? answer.value.events.flatMap(setAside)[0] : undefined;
  if (aside === undefined) return ok({ payment, changed: answer.ok });
  // What was set aside is refused still, for the reason it was.
  const again = movePayment(payment, command);
  const because = aside.because as ErrorCode;
  return again.ok ? err(fault(because, "Tiền để riêng, phải trả lại", "it stands aside and has to go back")) : again;
}
