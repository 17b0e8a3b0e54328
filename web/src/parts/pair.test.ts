import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://localhost/' });
vi.stubGlobal('document', { baseURI: 'http://localhost/', querySelector: () => null, documentElement: { dataset: {} } });
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
vi.stubGlobal('navigator', { platform: '', language: 'en' });
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('fetch', () => new Promise(() => undefined));

const { heat, heats } = await import('./TwoGraphs');
const { RAMP_STEPS, step } = await import('../draw/ink');

const most = Math.expm1(8);

describe('the colour of a difference', () => {
  it.each([
    [0, 0],
    [1e-9, 0],
    [1e-4, RAMP_STEPS / 2 - 1],
    [1, RAMP_STEPS - 1],
    [50, RAMP_STEPS - 1],
    [Number.POSITIVE_INFINITY, RAMP_STEPS - 1],
  ])('%d', (relative, at) => {
    expect(Math.abs(step(heat(relative), most) - at)).toBeLessThanOrEqual(1);
    expect(step(heat(relative), most)).toBeGreaterThanOrEqual(0);
  });

  it('of a box is that of its farthest layer, and none without a partner', () => {
    const layout = { boxes: { kind: [0, 1, 0] }, boxOf: [0, 1, 1, 2] } as unknown as Parameters<typeof heats>[0];
    const values = heats(layout, ['a', 'b', 'c', 'd'], new Map([['a', 0], ['b', 1e-6], ['c', 1e-2]]));
    expect([...values]).toEqual([heat(0), heat(1e-2), 0]);
  });
});
