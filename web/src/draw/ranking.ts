/** Which weights to look at first, and why. */
export interface Weight {
  readonly tensor: { readonly name: string; readonly type: string; readonly shape: readonly number[] };
  /** The node that works with it; its output where it is a layer of the main graph. */
  readonly layer?: { readonly name: string; readonly op: string; readonly tensor?: string };
  /** What its integers stand for, where it is quantised. */
  readonly codes?: { readonly type: string; readonly scales: number; readonly axis: number | null };
  readonly statistics?: {
    readonly min: number | null;
    readonly max: number | null;
    readonly mean: number | null;
    readonly std: number | null;
    readonly zeros: number;
    readonly nan: number;
    readonly inf: number;
  };
}

export type Reason = 'broken' | 'flat' | 'sparse' | 'picture' | 'extreme' | 'large' | 'none';

export interface Ranked {
  readonly weight: Weight;
  readonly elements: number;
  readonly reason: Reason;
  readonly worth: number;
}

/** From here on zeros are worth a look. */
const SPARSE = 0.5;
/** Values so many standard deviations from the mean are rare among as many values as weights have. */
const EXTREME = 12;
const LARGE = 0.2;

/** The ones with something to see first: broken, all equal, readable as pictures, mostly zero, far outliers, very large; single numbers last. */
export function lookFirst(weights: readonly Weight[]): readonly Ranked[] {
  const total = weights.reduce((sum, weight) => sum + size(weight), 0);
  let pictures = 0;
  return weights
    .map((weight, index) => {
      const reason = why(weight, total);
      // Kernels near the input can be read as pictures; further ones cannot.
      const first = reason === 'picture' && pictures++ > 0 ? why(weight, total, true) : reason;
      return { weight, elements: size(weight), reason: first, worth: size(weight) > 1 ? worthOf(first) - index / (weights.length + 1) : -1 };
    })
    .sort((a, b) => b.worth - a.worth);
}

export const ORDERS = ['first', 'name', 'size', 'spread', 'zeros'] as const;

export type Order = (typeof ORDERS)[number];

/** Those whose name, or whose layer's, holds what was typed; `first` leaves the order as it is. */
export function ordered(ranked: readonly Ranked[], order: Order, typed: string): readonly Ranked[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = ranked.filter(({ weight: { tensor, layer } }) => {
    const text = `${tensor.name} ${layer?.op ?? ''} ${layer?.name ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (order === 'first') return found;
  if (order === 'name') return found.sort((a, b) => a.weight.tensor.name.localeCompare(b.weight.tensor.name, undefined, { numeric: true }));
  const key = ({ weight: { statistics }, elements }: Ranked) =>
    order === 'size' ? elements : order === 'spread' ? (statistics?.std ?? -1) : statistics ? statistics.zeros / Math.max(1, elements) : -1;
  return found.sort((a, b) => key(b) - key(a));
}

function size(weight: Weight): number {
  return weight.tensor.shape.reduce((a, b) => a * b, 1);
}

function worthOf(reason: Reason): number {
  return { broken: 60, flat: 50, picture: 40, sparse: 30, extreme: 20, large: 10, none: 0 }[reason];
}

function why({ tensor, statistics }: Weight, total: number, noPicture = false): Reason {
  const elements = tensor.shape.reduce((a, b) => a * b, 1);
  if (!statistics) return 'none';
  const { min, max, mean, std, zeros, nan, inf } = statistics;
  if (nan + inf > 0) return 'broken';
  if (elements > 1 && tensor.shape.length > 1 && min === max) return 'flat';
  const [outputs = 0, inputs = 0, rows = 0, columns = 0] = tensor.shape;
  if (!noPicture && tensor.shape.length === 4 && outputs > 1 && (inputs === 1 || inputs === 3) && rows > 2 && columns > 2) return 'picture';
  if (elements > 16 && zeros / elements >= SPARSE) return 'sparse';
  if (elements > 64 && std && min !== null && max !== null && mean !== null && Math.max(max - mean, mean - min) > EXTREME * std) return 'extreme';
  return total > 0 && elements / total >= LARGE ? 'large' : 'none';
}
