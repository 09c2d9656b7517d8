import { answerRules } from "./classify.ts";
import { codeTables, type PortalProfile } from "./profile.ts";

/** The envelope of 2019: one address, a session, everything a string. */
export const g1: PortalProfile = {
  id: "g1",
  transport: "envelope",
  dates: { dossier: "yyyyMMddHHmmss", progress: "yyyyMMddHHmmss", person: "yyyyMMddHHmmss" },
  scalars: "strings",
  fields: "2023",
  codes: codeTables,
  lengths: {
    TrichYeuHoSo: { max: 1_000, over: "truncate" },
    GhiChu: { max: 2_000, over: "truncate" },
    NguoiXuLy: { max: 50, over: "truncate" },
    TenTepDinhKem: { max: 4_000, over: "truncate" },
    TenGiayTo: { max: 2_000, over: "truncate" },
  },
  stepsPerCall: 10,
  lookUp: { steps: "TienDoXuLy" },
  unknownSteps: "look-up",
  answers: answerRules,
  unnamedOfficer: "Chuyên viên",
  refusedIntake: "withhold",
};
