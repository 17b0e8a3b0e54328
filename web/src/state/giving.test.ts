import { describe, expect, it, vi } from 'vitest';

const gone = () => undefined;
vi.stubGlobal('location', { search: '', pathname: '/', href: 'http://127.0.0.1/' });
vi.stubGlobal('document', { baseURI: 'http://127.0.0.1/', querySelector: () => null, documentElement: { dataset: {} } });
vi.stubGlobal('localStorage', { getItem: () => null, setItem: gone });
vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: gone }));
vi.stubGlobal('addEventListener', gone);
vi.stubGlobal('navigator', { language: 'en' });
vi.stubGlobal('fetch', () => Promise.reject(new Error('no server')));
const { bind } = await import('./giving');

const value = (name: string) => ({ name, type: 'float32', shape: null });
const model = { inputs: [value('input'), value('input_state'), value('sr')] };

describe('files for a model with several inputs', () => {
  it('go to the input whose name theirs holds, the longest first', () => {
    expect(bind(['/a/input_state.npy', '/a/sr.npy', '/a/input.npy'], model, [])).toEqual([
      'input_state=/a/input_state.npy',
      'sr=/a/sr.npy',
      'input=/a/input.npy',
    ]);
  });

  it('go to the first free input otherwise', () => {
    expect(bind(['/a/x.npy'], model, ['input=/a/speech.wav'])).toEqual(['input=/a/speech.wav', 'input_state=/a/x.npy']);
  });

  it('take the place of what was given for the same input', () => {
    expect(bind(['/b/sr.npy'], model, ['sr=/a/sr.npy'])).toEqual(['sr=/b/sr.npy']);
  });
});
