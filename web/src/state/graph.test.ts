import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://localhost/' });
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('document', { baseURI: 'http://localhost/', querySelector: () => null, documentElement: {} });
vi.stubGlobal('fetch', () => Promise.reject(new Error('no server')));
const { runs } = await import('./graph');

describe('runs', () => {
  it.each([
    [[], ''],
    [[4], '4'],
    [[3, 1, 2, 2, 7], '1-3,7'],
    [[0, 2, 4], '0,2,4'],
  ])('%j', (numbers, text) => expect(runs(numbers)).toBe(text));
});
