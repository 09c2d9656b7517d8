import { type Fault, fault } from "../base/errors.ts";

// What a receiver answers that takes nothing.

export const unsealed = (): Fault =>
  fault("transfer.unsealed", "Chữ ký bàn giao không đúng", "a hand-over is not signed by whose it is");
export const notForUs = (): Fault =>
  fault(
    "transfer.not_for_us",
    "Hồ sơ này không bàn giao cho cơ quan ở đây",
    "the dossier is for an office that is not here",
  );
export const heldHere = (): Fault =>
  fault(
    "transfer.held_here",
    "Hồ sơ đang ở đây, không thể nhận lại",
    "the dossier is here already and is not on its way",
  );
export const unlike = (): Fault =>
  fault("transfer.unlike", "Ở đây đã có hồ sơ này với lịch sử khác", "this side has the dossier with another history");
export const tooLarge = (): Fault =>
  fault("transfer.too_large", "Tin bàn giao quá lớn", "the message, or all that came for the dossier, is too large");
export const movedOn = (): Fault =>
  fault("transfer.moved_on", "Hồ sơ vừa thay đổi, hãy nhận lại", "the dossier has just moved on; take it over again");
