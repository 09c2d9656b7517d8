import { instantOf, wrongInDossier, wrongInStep } from "./rules.ts";
import { type DoubleProfile, doneWith, type Fields, type Reply, refusedFor } from "./types.ts";

/** A dossier as the portal holds it. */
export interface HeldDossier {
  readonly code: string;
  dossier: Fields;
  readonly steps: Fields[];
  /** How often it was created or updated. */
  writes: number;
}

/** What was done against the rules; some of it the portal takes without a word. */
export interface Violation {
  readonly rule:
    | "created-twice"
    | "updated-before-created"
    | "steps-of-unknown-dossier"
    | "steps-out-of-order"
    | "duplicate-step"
    | "too-many-steps"
    | "malformed";
  readonly code: string;
  readonly detail: string;
}

/** What the portal holds, and the rules by which it takes more. */
export class Book {
  readonly #profile: DoubleProfile;
  readonly #dossiers = new Map<string, HeldDossier>();
  readonly violations: Violation[] = [];

  constructor(profile: DoubleProfile) {
    this.#profile = profile;
  }

  get dossiers(): ReadonlyMap<string, HeldDossier> {
    return this.#dossiers;
  }

  /** Loses a dossier, as a portal restored from an old copy does. */
  forget(code: string): boolean {
    return this.#dossiers.delete(code);
  }

  create(dossier: Fields): Reply {
    const wrong = this.#check(dossier);
    if (wrong !== undefined) return wrong;
    const code = String(dossier.MaHoSo);
    if (this.#dossiers.has(code)) return this.#against("created-twice", code, "", `Hồ sơ ${code} đã tồn tại`);
    this.#dossiers.set(code, { code, dossier, steps: [], writes: 1 });
    return doneWith();
  }

  update(dossier: Fields): Reply {
    const wrong = this.#check(dossier);
    if (wrong !== undefined) return wrong;
    const code = String(dossier.MaHoSo);
    const held = this.#dossiers.get(code);
    if (held === undefined) return this.#against("updated-before-created", code, "", "Không tìm thấy hồ sơ");
    held.dossier = dossier;
    held.writes += 1;
    return doneWith();
  }

  /** All or none. Steps are appended and never looked at again: one sent twice stands there twice. */
  append(steps: readonly Fields[]): Reply {
    const { stepsMax } = this.#profile;
    const [first] = steps;
    const code = String(first?.MaHoSo ?? "");
    if (first === undefined) return refusedFor("Danh sách tiến trình trống");
    if (steps.length > stepsMax) return this.#against("too-many-steps", code, String(steps.length), "Quá nhiều bước");
    for (const step of steps) {
      const wrong = wrongInStep(this.#profile, step);
      if (wrong !== undefined) return this.#malformed(code, wrong);
      if (step.MaHoSo !== code) return this.#malformed(code, { field: "MaHoSo", why: "nhiều hồ sơ trong một lần gửi" });
    }
    const held = this.#dossiers.get(code);
    if (held === undefined)
      return this.#against("steps-of-unknown-dossier", code, "", "Không tìm thấy hồ sơ của tiến trình");
    const at = (step: Fields | undefined): number =>
      instantOf(step?.ThoiDiemXuLy, this.#profile.stepDate) ?? Number.NEGATIVE_INFINITY;
    const inOrder = steps.every((step, index) => at(step) >= at(index === 0 ? held.steps.at(-1) : steps[index - 1]));
    if (!inOrder) return this.#against("steps-out-of-order", code, "", "Tiến trình sai thứ tự thời gian");
    for (const step of steps) {
      if (held.steps.some((known) => JSON.stringify(known) === JSON.stringify(step)))
        this.violations.push({ rule: "duplicate-step", code, detail: `${step.ThoiDiemXuLy} ${step.TrangThai}` });
      held.steps.push(step);
    }
    return doneWith();
  }

  #check(dossier: Fields): Reply | undefined {
    const wrong = wrongInDossier(this.#profile, dossier);
    return wrong === undefined ? undefined : this.#malformed(String(dossier.MaHoSo), wrong);
  }

  #malformed(code: string, { field, why }: { readonly field: string; readonly why: string }): Reply {
    return this.#against("malformed", code, `${field}: ${why}`, `Trường ${field} không hợp lệ: ${why}`);
  }

  #against(rule: Violation["rule"], code: string, detail: string, message: string): Reply {
    this.violations.push({ rule, code, detail });
    return refusedFor(message);
  }
}
