import { type Figures, type Model, proposeWarmUp, type WarmUpCut } from "@motcua/core/simulator";

const dayMs = 86_400_000;

/** What could be left uncounted at the beginning, by the number of dossiers open: found in the mean over all replications,
 *  while dossiers still arrive. In whole days, as a scenario says it. */
export function warmUpOf({ series }: Figures, { startAt, endAt }: Model): WarmUpCut & { readonly days: number } {
  const { binMs, open } = series;
  const bins = open.mean.map((mean) => mean ?? 0);
  const arriving = endAt === undefined ? bins : bins.slice(0, Math.floor((endAt - startAt) / binMs));
  const cut = proposeWarmUp(arriving, binMs);
  return { ...cut, days: Math.ceil((cut.cutMs ?? 0) / dayMs) };
}

/** The proposal for a person. */
export function warmUpText({ days, trusted, meanCut, meanKept }: ReturnType<typeof warmUpOf>): string {
  const shown = (mean: number | null): string => (mean === null ? "-" : mean.toFixed(1));
  const found =
    days === 0
      ? `không cần bỏ ngày nào; trung bình ${shown(meanKept)} hồ sơ đang mở / nothing to leave out; ${shown(meanKept)} dossiers open on average`
      : `warmUp: { days: ${days} }; trung bình ${shown(meanCut)} hồ sơ đang mở trong đó, ${shown(meanKept)} sau đó / ` +
        `${shown(meanCut)} dossiers open on average during it, ${shown(meanKept)} after`;
  const doubt = trusted
    ? ""
    : "\n  chưa đáng tin: lần chạy quá ngắn hoặc chưa ổn định / not to be trusted: the run is too short, or has not settled";
  return `đề xuất khởi động / proposed warm-up: ${found}${doubt}\n`;
}
