import { declaredFactsMax } from "../names.ts";
import { type Finding, find, type LintRule } from "./finding.ts";

/** Code, period, channels and fees. */
export const head: LintRule = (definition) => {
  const findings: Finding[] = [];
  const { code, effective, channels, applicant, facts, confidence, fees } = definition;
  if (!/^[1-9]\.\d{6}$/.test(code))
    findings.push(
      find(
        "code.malformed",
        "code",
        `mã "${code}" không đúng dạng 1.001193`,
        `code "${code}" is not of the form 1.001193`,
      ),
    );
  if (effective.to !== undefined && effective.to < effective.from)
    findings.push(
      find(
        "effective.reversed",
        "effective",
        `hết hiệu lực ${effective.to} trước ngày có hiệu lực ${effective.from}`,
        `ends on ${effective.to}, before it begins on ${effective.from}`,
      ),
    );
  if (channels.length === 0 && applicant === "required")
    findings.push(find("channel.missing", "channels", "không có kênh nộp hồ sơ", "no channel to apply through"));
  for (const [index, item] of channels.entries()) {
    const electronic = item.channel === "online" || item.channel === "vneid";
    // A level that is openly not known is no oversight.
    if (electronic && item.level === undefined && confidence.onlineLevel !== "U")
      findings.push(
        find(
          "channel.level-missing",
          `channels[${index}].level`,
          `kênh ${item.channel} chưa ghi toàn trình hay một phần`,
          `channel ${item.channel} does not say full or partial`,
        ),
      );
  }
  if (facts.length > declaredFactsMax)
    findings.push(
      find(
        "facts.too-many",
        "facts",
        `khai báo ${facts.length} dữ kiện, tối đa ${declaredFactsMax}`,
        `${facts.length} facts declared, at most ${declaredFactsMax}`,
      ),
    );
  for (const [index, fee] of fees.entries())
    if (fee.amountVnd === undefined && fee.setBy === undefined)
      findings.push(
        find(
          "fee.open",
          `fees[${index}]`,
          `phí "${fee.id}" không có mức và không ghi ai quy định`,
          `fee "${fee.id}" has no amount and no word on who sets it`,
        ),
      );
  for (const [index, { id, amountVnd, tiers = [] }] of fees.entries())
    if (
      tiers.length > 0 &&
      (amountVnd === undefined || tiers.some(({ from }, at) => from <= (tiers[at - 1]?.from ?? 1)))
    )
      findings.push(
        find(
          "fee.tiers",
          `fees[${index}].tiers`,
          `bậc của phí "${id}" không tăng dần, hoặc không có mức đầu`,
          `tiers of fee "${id}" do not ascend, or there is no first amount`,
        ),
      );
  return findings;
};
