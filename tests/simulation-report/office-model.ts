import type { Distribution, Flow, Model, Person } from "@motcua/core/simulator";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Monday 2026-03-02, 00:00 in Vietnam. */
export const startAt = Date.UTC(2026, 2, 1, 17);

const about = (minutes: number): Distribution => ({
  kind: "log-normal",
  meanMs: minutes * minute,
  sdMs: minutes * minute * 0.5,
});
const task = (id: string, name: string, skill: string, minutes: number, next: string) =>
  ({ kind: "task", id, name, skill, duration: { all: about(minutes) }, next }) as const;

/** A permit with everything a map must draw: a loop, branches at once, a wait outside, a race. */
const permit: Flow = {
  id: "1.013225",
  name: "Cấp giấy phép xây dựng nhà ở riêng lẻ",
  start: "intake",
  nodes: [
    task("intake", "Tiếp nhận, kiểm tra thành phần hồ sơ", "desk", 14, "complete"),
    {
      kind: "choice",
      id: "complete",
      name: "Đủ hồ sơ?",
      branches: [
        { to: "split", share: 0.78 },
        { to: "supplement", share: 0.22, passesMax: 2 },
      ],
    },
    {
      kind: "delay",
      id: "supplement",
      name: "Người dân bổ sung",
      delay: { ms: { kind: "exponential", meanMs: 4 * day } },
      next: "intake",
    },
    { kind: "parallel", id: "split", name: "", to: ["survey", "opinion"] },
    task("survey", "Kiểm tra thực địa", "permit", 150, "both"),
    {
      kind: "delay",
      id: "opinion",
      name: "Lấy ý kiến cơ quan liên quan",
      delay: { ms: { kind: "uniform", minMs: 2 * day, maxMs: 7 * day } },
      next: "both",
    },
    { kind: "join", id: "both", of: "parallel", name: "", next: "draft" },
    task("draft", "Thẩm định, dự thảo giấy phép", "permit", 180, "review"),
    task("review", "Trưởng phòng xem xét", "head", 25, "good"),
    {
      kind: "choice",
      id: "good",
      name: "Đạt?",
      branches: [
        { to: "sign", share: 0.85 },
        { to: "draft", share: 0.15 },
      ],
    },
    task("sign", "Ký giấy phép", "sign", 8, "stamp"),
    task("stamp", "Đóng dấu, trả kết quả", "desk", 10, "end"),
    { kind: "end", id: "end", name: "Xong" },
  ],
};

const birth: Flow = {
  id: "1.001193",
  name: "Đăng ký khai sinh",
  start: "intake",
  nodes: [
    task("intake", "Tiếp nhận hồ sơ", "desk", 12, "register"),
    task("register", "Đối chiếu, ghi sổ hộ tịch", "civil", 24, "sign"),
    task("sign", "Ký giấy khai sinh", "sign", 4, "hand"),
    task("hand", "Trả kết quả", "desk", 5, "end"),
    { kind: "end", id: "end", name: "Xong" },
  ],
};

const copies: Flow = {
  id: "2.000815",
  name: "Chứng thực bản sao từ bản chính",
  start: "intake",
  nodes: [
    task("intake", "Tiếp nhận, đối chiếu bản chính", "desk", 9, "sign"),
    task("sign", "Ký chứng thực", "sign", 2, "end"),
    { kind: "end", id: "end", name: "Xong" },
  ],
};

const person = (id: string, name: string, unit: string, role: string, ...skills: string[]): Person => ({
  ...{ id, name, unit, role, skills },
  calendar: "office",
  costPerHour: 62_000,
});

const office = [0, 1, 2, 3, 4].flatMap((weekday) => [
  [weekday * 1440 + 450, weekday * 1440 + 690] as const,
  [weekday * 1440 + 780, weekday * 1440 + 1020] as const,
]);

export const officeModel: Model = {
  flows: [permit, birth, copies],
  people: [
    person("lan", "Nguyễn Thị Lan", "Bộ phận Một cửa", "Công chức tiếp nhận", "desk"),
    person("hung", "Trần Văn Hùng", "Bộ phận Một cửa", "Công chức tiếp nhận", "desk"),
    person("mai", "Lê Thị Mai", "Phòng Văn hóa – Xã hội", "Công chức tư pháp – hộ tịch", "civil"),
    person("tuan", "Phạm Anh Tuấn", "Phòng Kinh tế", "Công chức địa chính – xây dựng", "permit"),
    person("ha", "Hoàng Thu Hà", "Phòng Kinh tế", "Công chức địa chính – xây dựng", "permit"),
    person("binh", "Đỗ Quốc Bình", "Phòng Kinh tế", "Trưởng phòng", "head"),
    person("dung", "Vũ Tiến Dũng", "Lãnh đạo UBND", "Phó Chủ tịch", "sign"),
  ],
  calendars: [{ id: "office", kind: "weekly", spansMinutes: office, utcOffsetMinutes: 420 }],
  streams: [
    {
      id: "permit",
      flow: permit.id,
      calendar: "office",
      arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 3.2 * hour } },
    },
    {
      id: "birth",
      flow: birth.id,
      calendar: "office",
      arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 0.9 * hour } },
    },
    {
      id: "copies",
      flow: copies.id,
      calendar: "office",
      arrivals: { kind: "between", ms: { kind: "exponential", meanMs: 0.4 * hour } },
    },
  ],
  conventions: {
    arrivals: "open-time",
    dispatch: "when-free",
    allocation: "fair",
    shiftEnd: "pause",
    preemption: "none",
  },
  startAt,
  endAt: startAt + 91 * day,
};
