/** The graph's colours: those of the page, of the kinds of operators (as `view/Ink.java`), and a ramp for numbers. */

export interface Inks {
  readonly paper: string;
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly found: string;
  readonly dark: boolean;
}

const CATEGORIES: Record<string, string> = {
  convolution: '#4269d0',
  linear: '#97bbf5',
  activation: '#ff725c',
  normalisation: '#6cc5b0',
  pooling: '#3ca951',
  recurrent: '#a463f2',
  attention: '#a463f2',
  arithmetic: '#efb118',
  control: '#ff8ab7',
  input: '#9c6b4e',
  output: '#9c6b4e',
};

export const categoryInk = (category: string | undefined): string => CATEGORIES[category ?? ''] ?? '#9498a0';

/** The kinds that share a colour are named together. */
export function categoryLegend(present: ReadonlySet<string>): { ink: string; names: string[] }[] {
  const byInk = new Map<string, string[]>();
  for (const name of present) byInk.set(categoryInk(name), [...(byInk.get(categoryInk(name)) ?? []), name]);
  return [...byInk].map(([ink, names]) => ({ ink, names }));
}

export function inks(of: HTMLElement): Inks {
  const style = getComputedStyle(of);
  const role = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    paper: role('paper'),
    panel: role('panel'),
    ink: role('ink'),
    muted: role('muted'),
    line: role('line'),
    accent: role('accent'),
    found: role('rule'),
    dark: document.documentElement.dataset.theme === 'dark',
  };
}

export const RAMP_STEPS = 32;

/** Steps of a colour map written as hexadecimal digits, six a colour. */
export function ramp(digits: string): string[] {
  return Array.from({ length: RAMP_STEPS }, (_, step) => {
    const at = 6 * Math.round((step * 255) / (RAMP_STEPS - 1));
    return `#${digits.slice(at, at + 6)}`;
  });
}

/** The step of a value between 0 and the largest, on a logarithmic scale; -1 for nothing to show. */
export function step(value: number, most: number): number {
  if (!(value > 0) || !(most > 0)) return -1;
  return Math.min(RAMP_STEPS - 1, Math.floor((Math.log1p(value) / Math.log1p(most)) * RAMP_STEPS));
}

/** Black or white, whichever reads better on a colour. */
export function readable(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((at) => (Number.parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.2 ? '#111418' : '#ffffff';
}
