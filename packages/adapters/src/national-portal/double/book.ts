import { instantOf, wrongInCreation, wrongInDossier, wrongInStatus, wrongInStep, wrongInSurvey } from "./rules.ts";
import { type DoubleProfile, doneWith, type Fields, type Reply, refusedFor } from "./types.ts";

/** A dossier as the portal holds it. */
export interface HeldDossier {
  readonly code: string;
  /** The portal's own id; given in G3 only. */
  readonly id: string;
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
  readonly #numbers = new Set<string>();
  #ids = 0;
  readonly violations: Violation[] = [];
  /** Procedures as the portal tells them. */
  readonly catalogue: readonly Fields[];
  /** Lines of satisfaction, by month, agency, procedure and question: told again they stand once. */
  readonly surveys = new Map<string, Fields>();
  /** State of each dossier filed here, as it was told last. */
  readonly statuses = new Map<string, Fields>();

  constructor(profile: DoubleProfile, catalogue: readonly Fields[] = []) {
    this.#profile = profile;
    this.catalogue = catalogue;
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
    this.#dossiers.set(code, { code, id: this.#nextId(), dossier, steps: [], writes: 1 });
    return doneWith();
  }

  /** Creation in G3: under a number that was given here. */
  createG3(dossier: Fields): Reply {
    const code = String(dossier.MaHoSo);
    const wrong = wrongInCreation(this.#profile, dossier);
    if (wrong !== undefined) return this.#malformed(code, wrong);
    if (!this.#numbers.has(code)) return refusedFor("Mã hồ sơ không do Cổng cấp", 400);
    const known = this.#dossiers.get(code);
    if (known !== undefined) return this.#against("created-twice", code, "", `Hồ sơ ${code} đã tồn tại`);
    const held = { code, id: this.#nextId(), dossier: { ...dossier, TrangThai: 1 }, steps: [], writes: 1 };
    this.#dossiers.set(code, held);
    return doneWith({ data: { idHoSo: held.id, maHoSo: code } });
  }

  setStatus({ IdHoSo: _, ...status }: Fields): void {
    const held = this.#dossiers.get(String(status.MaHoSo));
    if (held === undefined) return;
    held.dossier = { ...held.dossier, ...status };
    held.writes += 1;
  }

  nextNumber(agency: string): string {
    const number = `${agency}-20260101-${String(this.#numbers.size + 1).padStart(7, "0")}`;
    this.#numbers.add(number);
    return number;
  }

  unknown(code: string, of: string): Reply {
    return this.#against("steps-of-unknown-dossier", code, of, "Không tìm thấy hồ sơ");
  }

  #nextId(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
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

  takeSurveys(lines: readonly Fields[]): Reply {
    for (const line of lines) {
      const wrong = wrongInSurvey(line);
      if (wrong !== undefined) return this.#malformed("", wrong);
    }
    for (const line of lines)
      this.surveys.set([line.NgayTongHop, line.Madonvi, line.MaThuTuc, line.NoiDung].join("|"), line);
    return doneWith();
  }

  takeStatus(status: Fields): Reply {
    const wrong = wrongInStatus(this.#profile, status);
    if (wrong !== undefined) return this.#malformed(String(status.MaHoSo), wrong);
    this.statuses.set(String(status.MaHoSo), status);
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
