import { describe, expect, it, vi } from 'vitest';
import type { Card, Parameter } from '../api/types';

vi.stubGlobal('location', { search: '', pathname: '/' });
vi.stubGlobal('history', { pushState: () => undefined, replaceState: () => undefined });
vi.stubGlobal('addEventListener', () => undefined);
const { asks, fits, set, telling, valueOf } = await import('./asking');
const { read, selection } = await import('./selection');

const parameter = (name: string, type: Parameter['type'], standard: string, range = ''): Parameter => ({
  name,
  type,
  choices: {},
  default: standard,
  range,
  label: '',
  title: '',
  when: null,
});
const chart = parameter('chart', 'choice', 'histogram', 'histogram|time');
const steps = parameter('steps', 'int', '32', '1..100');
const noise = parameter('noise', 'float', '0.15', '0.0..10.0');
const layer = parameter('layer', 'text', '');
const auto = parameter('layer', 'text', 'auto');
const unit = parameter('unit', 'int', '0', '0..1000');
const card = { parameters: [chart, steps, noise, layer, unit] } as unknown as Card;

describe('what a method is asked', () => {
  it('is only what differs from the card', () => {
    expect(asks(card, { input: 'a' }, read('?s.p.steps=32&s.p.noise=0.5'))).toEqual({ input: 'a', 'p.noise': '0.5' });
  });

  it('follows the selection, but leaves the choice to a method that chooses by itself', () => {
    const now = read('?l=conv1&u=3,7,9');
    expect(valueOf(layer, now)).toBe('conv1');
    expect(valueOf(auto, now)).toBe('auto');
    expect(valueOf(unit, now)).toBe('3');
    expect(valueOf(parameter('unit', 'text', ''), now)).toBe('3,7,9');
  });

  it('takes no value that only another method knows', () => {
    expect(asks(card, {}, read('?s.p.chart=kernels&s.p.steps=1000'))).toEqual({});
    expect(fits(steps, '1.5')).toBe(false);
    expect(fits(noise, 'x')).toBe(false);
  });

  it('is nothing that means nothing while another parameter is what it is', () => {
    const units = { ...parameter('units', 'text', ''), when: { parameter: 'chart', values: ['time'] } };
    const both = { parameters: [chart, units] } as unknown as Card;
    expect(telling(both.parameters, read('?')).map(({ name }) => name)).toEqual(['chart']);
    expect(asks(both, {}, read('?s.p.units=1,2'))).toEqual({});
    expect(asks(both, {}, read('?s.p.units=1,2&s.p.chart=time'))).toEqual({ 'p.chart': 'time', 'p.units': '1,2' });
  });

  it('forgets what is set back', () => {
    set(steps, '64');
    expect(selection.value.set).toEqual({ 'p.steps': '64' });
    set(steps, '32');
    expect(selection.value.set).toEqual({});
    set(layer, 'conv2');
    expect(selection.value.layer).toBe('conv2');
  });
});
