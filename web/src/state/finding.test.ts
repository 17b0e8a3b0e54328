import { describe, expect, it } from 'vitest';
import { asks, best, fit, type Found } from './finding';

const named = (title: string, what = ''): Found => ({ id: title, kind: 'layer', title, what, run: () => undefined });

describe('the palette', () => {
  it('takes only what holds every word', () => {
    expect(fit('conv 3x3', 'fire5/expand3x3 Conv')).toBeGreaterThan(0);
    expect(fit('conv 5x5', 'fire5/expand3x3 Conv')).toBe(0);
  });

  it('puts what begins with the word first, and the shorter of two', () => {
    const all = [named('block1_conv1'), named('conv10'), named('conv1'), named('deconv')];
    expect(best('conv', all, 3).map((one) => one.title)).toEqual(['conv1', 'conv10', 'block1_conv1']);
  });

  it('finds by the second line, behind what is found by its title', () => {
    expect(best('relu', [named('a', 'Relu'), named('relu1')], 5).map((one) => one.title)).toEqual(['relu1', 'a']);
  });

  it('knows a question from a name', () => {
    expect(asks('why this answer?')).toBe(true);
    expect(asks('为什么是猫')).toBe(true);
    expect(asks('which pixels matter')).toBe(true);
    expect(asks('conv1')).toBe(false);
  });
});
