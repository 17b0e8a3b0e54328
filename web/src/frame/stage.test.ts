import { describe, expect, it } from 'vitest';
import { health } from './stage';

const well = { layer: 3, channels: 8, nan: 0, dead: 0, saturated: 0 };

describe('the health of a stage', () => {
  it.each([
    ['well', well],
    ['well', { ...well, dead: 4 }],
    ['dead', { ...well, dead: 5 }],
    ['saturated', { ...well, saturated: 0.6 }],
    ['dead', { ...well, dead: 8, saturated: 1 }],
    ['nan', { ...well, nan: 1, dead: 8 }],
    ['well', { layer: 3, channels: 0, nan: 0, dead: 0, saturated: 0 }],
    ['well', { ...well, layer: null, dead: 8 }],
  ])('%s', (name, stage) => expect(health(stage)).toBe(name));
});
