/** A number of ours that goes to carriers and gateways: the dossier's own, with what it is for.
 *  @param ref dossier code, or the intake reference before there is one: what has other signs than they take, or is longer
 *    than they take, is written otherwise, and told apart by a number made of it */
export function outsideNumber(ref: string, what: string): string {
  const plain = ref
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^A-Za-z0-9._:~-]+/g, "-");
  const fits = plain === ref && /^[A-Za-z0-9]/.test(ref) && ref.length <= refMax;
  return `${fits ? ref : `R${plain.slice(0, 40)}-${shortHash(ref)}`}-${what}`;
}

/** Such numbers have 64 signs at most, what they are for included. */
const refMax = 56;

/** After FNV-1a, 32 bits in hex: tells references apart, no secret. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
