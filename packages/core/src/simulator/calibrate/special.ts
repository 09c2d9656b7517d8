/** Functions that fitting needs, for positive arguments, to about 1e-12. */

const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Logarithm of the gamma function (Lanczos). */
export function logGamma(x: number): number {
  // The approximation holds from 1/2 on; below, one step up.
  if (x < 0.5) return logGamma(x + 1) - Math.log(x);
  const shifted = x - 1;
  let sum = 0.9999999999998099;
  coefficients.forEach((coefficient, i) => {
    sum += coefficient / (shifted + i + 1);
  });
  const t = shifted + coefficients.length - 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Derivative of `logGamma`: moved up until the asymptotic series is exact. */
export function digamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 12; at += 1) sum -= 1 / at;
  const square = 1 / (at * at);
  return (
    sum +
    Math.log(at) -
    0.5 / at -
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
  );
}

/** Derivative of `digamma`. */
export function trigamma(x: number): number {
  let sum = 0;
  let at = x;
  for (; at < 12; at += 1) sum += 1 / (at * at);
  const inverse = 1 / at;
  const square = inverse * inverse;
  return (
    sum +
    inverse +
    square / 2 +
    square * inverse * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (square * 5) / 66))))
  );
}

/** P(X <= x) of a gamma variable of scale 1: by its series below the mean, by the continued fraction above. */
export function gammaShare(shape: number, x: number): number {
  if (x <= 0) return 0;
  const front = Math.exp(shape * Math.log(x) - x - logGamma(shape));
  if (x < shape + 1) {
    let term = 1 / shape;
    let sum = term;
    for (let k = 1; k < 10_000 && term > sum * 1e-16; k += 1) {
      term *= x / (shape + k);
      sum += term;
    }
    return Math.min(1, front * sum);
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1; k < 10_000; k += 1) {
    const a = -k * (k - shape);
    b += 2;
    d = 1 / (a * d + b || 1e-300);
    c = b + a / c || 1e-300;
    const factor = d * c;
    fraction *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return 1 - front * fraction;
}
