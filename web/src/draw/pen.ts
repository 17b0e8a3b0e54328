/** What a graph is drawn with: a canvas, or a pen that writes down the same strokes as SVG. */

export type Pen = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'font'
  | 'textAlign'
  | 'textBaseline'
  | 'setTransform'
  | 'setLineDash'
  | 'beginPath'
  | 'closePath'
  | 'moveTo'
  | 'lineTo'
  | 'bezierCurveTo'
  | 'rect'
  | 'roundRect'
  | 'fill'
  | 'stroke'
  | 'fillRect'
  | 'fillText'
  | 'strokeText'
  | 'measureText'
>;

/** Writes SVG: what is drawn under one transform is one group. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = '#000';
  strokeStyle: Pen['strokeStyle'] = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  font = '12px sans-serif';
  textAlign: CanvasTextAlign = 'start';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  private path: string[] = [];
  private dash = '';
  private readonly written: string[] = [];

  /** @param ruler measures texts */
  constructor(private readonly ruler: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>) {}

  setTransform(...matrix: number[] | [DOMMatrix2DInit?]): void {
    this.written.push(`</g><g transform="matrix(${matrix.map((n) => at(Number(n))).join(' ')})">`);
  }

  setLineDash(dash: Iterable<number>): void {
    this.dash = [...dash].join(' ');
  }

  beginPath(): void {
    this.path = [];
  }

  closePath(): void {
    this.path.push('Z');
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${at(x)} ${at(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`L${at(x)} ${at(y)}`);
  }

  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.path.push(`C${[ax, ay, bx, by, x, y].map(at).join(' ')}`);
  }

  rect(x: number, y: number, w: number, h: number): void {
    this.path.push(`M${at(x)} ${at(y)}h${at(w)}v${at(h)}h${at(-w)}Z`);
  }

  roundRect(x: number, y: number, w: number, h: number, radius: number | DOMPointInit | Iterable<number | DOMPointInit> = 0): void {
    const r = Math.min(typeof radius === 'number' ? radius : 0, w / 2, h / 2);
    const turn = (dx: number, dy: number) => `a${at(r)} ${at(r)} 0 0 1 ${at(dx)} ${at(dy)}`;
    this.path.push(`M${at(x + r)} ${at(y)}h${at(w - 2 * r)}${turn(r, r)}v${at(h - 2 * r)}${turn(-r, r)}h${at(2 * r - w)}${turn(-r, -r)}v${at(2 * r - h)}${turn(r, -r)}Z`);
  }

  fill(): void {
    this.put('path', { d: this.path.join(''), fill: String(this.fillStyle) });
  }

  stroke(): void {
    this.put('path', { d: this.path.join(''), fill: 'none', ...this.line() });
  }

  fillRect(x: number, y: number, w: number, h: number): void {
    this.put('rect', { x: at(x), y: at(y), width: at(w), height: at(h), fill: String(this.fillStyle) });
  }

  fillText(text: string, x: number, y: number): void {
    this.put('text', { ...this.letters(x, y), fill: String(this.fillStyle) }, text);
  }

  strokeText(text: string, x: number, y: number): void {
    this.put('text', { ...this.letters(x, y), fill: 'none', ...this.line() }, text);
  }

  measureText(text: string): TextMetrics {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  /** The picture from (0, 0). */
  svg(width: number, height: number): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${at(width)}" height="${at(height)}" viewBox="0 0 ${at(width)} ${at(height)}"><g>${this.written.join('')}</g></svg>\n`;
  }

  private line(): Record<string, string> {
    return { stroke: String(this.strokeStyle), 'stroke-width': at(this.lineWidth), ...(this.dash && { 'stroke-dasharray': this.dash }) };
  }

  private letters(x: number, y: number): Record<string, string> {
    const { weight = 'normal', size = '12', family = 'sans-serif' } = /^(?:(?<weight>\d+) )?(?<size>[\d.]+)px (?<family>.+)$/.exec(this.font)?.groups ?? {};
    return {
      x: at(x),
      y: at(y),
      'font-family': family,
      'font-size': at(Number(size)),
      ...(weight !== 'normal' && { 'font-weight': weight }),
      ...(this.textAlign === 'center' && { 'text-anchor': 'middle' }),
      ...(this.textBaseline === 'middle' && { 'dominant-baseline': 'central' }),
    };
  }

  private put(tag: string, attributes: Record<string, string>, text = ''): void {
    const alpha = this.globalAlpha < 1 ? { opacity: at(this.globalAlpha) } : {};
    const list = Object.entries({ ...attributes, ...alpha }).map(([name, value]) => ` ${name}="${escaped(value)}"`);
    if (attributes.d !== '') this.written.push(`<${tag}${list.join('')}>${escaped(text)}</${tag}>`);
  }
}

/** A hundredth of a pixel is finer than any printer. */
function at(x: number): string {
  return String(Math.round(100 * x) / 100);
}

/** What XML does not allow is left out. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;');
}
