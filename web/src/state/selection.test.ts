import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { search: '', pathname: '/' });
vi.stubGlobal('addEventListener', () => undefined);
const { read, write } = await import('./selection');

describe('the address of a view', () => {
  it('brings back what it was made from', () => {
    const address =
      '?m=%2Fmodels%2Fa+b.onnx&i=x%3Da.png&i=random%3A3&a=b.png&p=torch&q=features&l=conv%2F1&u=3&t=prob%3A7&w=grad-cam&s.scale=layer';
    expect(write(read(address))).toBe(address);
  });

  it('is empty for the gallery', () => {
    expect(write(read(''))).toBe('');
  });

  it('takes no question that does not exist', () => {
    expect(read('?q=nonsense').question).toBe('structure');
  });
});
