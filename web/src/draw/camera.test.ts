import { describe, expect, it } from 'vitest';
import { fit, read, reveal, write, zoom } from './camera';

const window = { width: 800, height: 600 };

describe('the camera', () => {
  it('shows the whole in the middle', () => {
    const camera = fit(4000, 1000, window);
    expect(camera.scale).toBeCloseTo(752 / 4000);
    expect((2000 - camera.x) * camera.scale).toBeCloseTo(400);
    expect((500 - camera.y) * camera.scale).toBeCloseTo(300);
    expect(fit(10, 10, window).scale).toBe(1.25);
    expect(fit(0, 0, window).scale).toBe(1.25);
  });

  it('zooms at the pointer', () => {
    const before = { x: 100, y: 50, scale: 0.5 };
    const after = zoom(before, 2, 200, 100, 0.1);
    expect(after.scale).toBe(1);
    expect(after.x + 200 / after.scale).toBeCloseTo(before.x + 200 / before.scale);
    expect(zoom(before, 1e-9, 0, 0, 0.1).scale).toBe(0.1);
    expect(zoom(before, 1e9, 0, 0, 0.1).scale).toBe(3);
  });

  it('reveals what is outside and leaves what is inside', () => {
    const camera = { x: 0, y: 0, scale: 1 };
    expect(reveal(camera, { x: 10, y: 10, w: 100, h: 40 }, window)).toBe(camera);
    expect(reveal(camera, { x: 900, y: 10, w: 100, h: 40 }, window)).toEqual({ x: 248, y: -38, scale: 1 });
    expect(reveal(camera, { x: -300, y: 100, w: 100, h: 40 }, window)).toEqual({ x: -348, y: 0, scale: 1 });
  });

  it('is kept in the address', () => {
    const camera = { x: -12, y: 40, scale: 0.125 };
    expect(read(write(camera))).toEqual(camera);
    for (const text of [undefined, '', '1,2', 'a,b,c', '1,2,0', '1,2,-1', '1,2,99']) expect(read(text)).toBeUndefined();
  });
});
