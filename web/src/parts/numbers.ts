/** Numbers as people say them: three significant figures, units always. The exact value belongs on hover. */
import type { Dim } from '../api/types';

/** A number of things: 138 M, 73.9 k, 512. */
export function count(n: number): string {
  if (!Number.isFinite(n)) return String(n);
  return scaled(n, ['', ' k', ' M', ' G', ' T']);
}

/** A size in memory or on disk, in powers of 1000 as files are sold: 553 MB, 3.14 kB, 17 B. */
export function bytes(n: number): string {
  return scaled(n, [' B', ' kB', ' MB', ' GB', ' TB']);
}

/** A measured value: 0.00123, 12.3, 4.56e-7; NaN and the infinities by name. */
export function number(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e6 || size < 1e-3) {
    const [digits, exponent] = x.toExponential(2).split('e') as [string, string];
    return minus(`${digits.replace(/\.?0+$/, '')}e${exponent.replace('+', '')}`);
  }
  return minus(three(x));
}

/** A share of a whole, 0 to 1, as per cent: 41 %, 4.12 %, < 0.01 %. */
export function share(x: number): string {
  const percent = 100 * x;
  if (percent > 0 && percent < 0.01) return '< 0.01\u00a0%';
  return `${minus(three(percent))}\u00a0%`;
}

/** A time in milliseconds: 38 ms, 1.24 s, 2 min 5 s. */
export function time(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 999.5) return `${three(ms)} ms`;
  if (ms < 59_950) return `${three(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A shape: 1×128×27×27; an unknown dimension is `?`, a named one its name, an unknown shape `?`, a scalar `1`. */
export function shape(dims: readonly Dim[] | null): string {
  if (dims === null) return '?';
  return dims.length === 0 ? '1' : dims.map((dim) => dim ?? '?').join('×');
}

function scaled(n: number, units: readonly string[]): string {
  let step = 0;
  let rest = Math.abs(n);
  while (step < units.length - 1 && rest >= 999.5) {
    rest /= 1000;
    step++;
  }
  return minus(`${n < 0 ? '-' : ''}${three(rest)}${units[step]}`);
}

function three(x: number): string {
  const size = Math.abs(x);
  const digits = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size === 0 ? 0 : 2 - Math.floor(Math.log10(size));
  const text = x.toFixed(Math.min(digits, 20));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function minus(text: string): string {
  return text.replace(/^-/, '−');
}
