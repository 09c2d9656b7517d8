import { type CarrierParcel, type PostLeg, postDifferenceWords, postOrderNumber, reconcilePost } from "@motcua/core";
import { describe, expect, it } from "vitest";

const leg = (status: PostLeg["status"], waybill?: string, orderNumber = "D1-P1"): PostLeg => ({
  leg: "delivery",
  carrier: "vnpost",
  orderNumber,
  status,
  begunAt: 0,
  sent: 1,
  seen: {},
  ...(waybill === undefined ? {} : { waybill }),
});
const line = (status: CarrierParcel["status"], waybill?: string, orderNumber = "D1-P1"): CarrierParcel => ({
  orderNumber,
  status,
  ...(waybill === undefined ? {} : { waybill }),
});
const kinds = (ours: readonly PostLeg[], theirs: readonly CarrierParcel[]) =>
  reconcilePost(ours, theirs).map(({ kind, orderNumber }) => `${orderNumber} ${kind}`);

describe("our parcels against the carrier's list", () => {
  it.each<[string, readonly PostLeg[], readonly CarrierParcel[], readonly string[]]>([
    ["agree on the same status", [leg("in-transit", "W")], [line("in-transit", "W")], []],
    [
      "agree where the list names each status",
      [leg("delivered", "W")],
      [line("ordered", "W"), line("delivered", "W")],
      [],
    ],
    ["agree on nothing", [leg("planned"), leg("ordering", undefined, "D2-P1")], [], []],
    ["agree on what was called off and forgotten", [leg("cancelled")], [], []],
    ["ordered with unknown outcome and there", [leg("ordering")], [line("ordered", "W")], ["D1-P1 not-recorded"]],
    ["unknown there", [leg("ordered")], [], ["D1-P1 not-at-carrier"]],
    ["further there", [leg("ordered", "W")], [line("delivered", "W")], ["D1-P1 carrier-further"]],
    ["further here", [leg("delivered", "W")], [line("in-transit", "W")], ["D1-P1 carrier-behind"]],
    ["ended otherwise", [leg("delivered", "W")], [line("returned", "W")], ["D1-P1 ended-otherwise"]],
    ["another waybill", [leg("in-transit", "W")], [line("in-transit", "X")], ["D1-P1 other-waybill"]],
    [
      "two parcels of one order",
      [leg("ordered", "W")],
      [line("ordered", "X"), line("ordered", "W")],
      ["D1-P1 ordered-twice"],
    ],
    ["one of two called off", [leg("ordered", "W")], [line("cancelled", "X"), line("ordered", "W")], []],
    ["not ours", [], [line("ordered", "W", "Z9")], ["Z9 unknown-order"]],
    [
      "sorted by order number",
      [leg("ordered", undefined, "D2-P1"), leg("ordered", undefined, "D1-P1")],
      [],
      ["D1-P1 not-at-carrier", "D2-P1 not-at-carrier"],
    ],
  ])("%s", (_name, ours, theirs, expected) => {
    expect(kinds(ours, theirs)).toEqual(expected);
  });

  it("says what each is and what to do", () => {
    for (const { vi, en } of Object.values(postDifferenceWords)) expect(vi !== "" && en !== "").toBe(true);
  });

  it("names each parcel of a dossier by itself", () => {
    expect([postOrderNumber("A-1", "collection"), postOrderNumber("A-1", "delivery", 2)]).toEqual(["A-1-T1", "A-1-P2"]);
    // Intake references may hold more than a carrier takes.
    const odd = ["bà Ba / 12", "ba Ba / 12", "x".repeat(200), `${"x".repeat(199)}y`, ""];
    const numbers = odd.map((ref) => postOrderNumber(ref, "collection", 20));
    for (const number of numbers) expect(number).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:~-]{0,63}$/);
    expect(new Set(numbers).size).toBe(odd.length);
  });
});
