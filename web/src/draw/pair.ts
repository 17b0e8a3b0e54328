/** One of two graphs that are compared: a canvas to look around in, whose colours and choice are told from outside. */
import { type Camera, fit, reveal, zoom } from './camera';
import { GraphPicture, type Measure } from './graph';
import { inks } from './ink';
import { SvgPen } from './pen';
import { Walk } from './walk';
import type { GraphLayout } from '../api/types';

const DRAG = 4;
const RIM = 16;
/** What a browser allows a canvas. */
const LARGEST = 16_000;
const MOST_PIXELS = 50e6;

export class PairGraph {
  private camera: Camera = { x: 0, y: 0, scale: 1 };
  private readonly picture: GraphPicture;
  private readonly walk: Walk;
  private fitted = true;
  width = 0;
  height = 0;
  private chosen = -1;
  private at = -1;
  private hover = -1;
  private measure: Measure | null = null;
  private frame = 0;
  private readonly ends: (() => void)[] = [];

  /**
   * @param choose told of the box that is clicked or walked to
   * @param point told of the box under the pointer; -1 for none
   */
  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly layout: GraphLayout,
    private readonly choose: (box: number) => void,
    private readonly point: (box: number) => void,
  ) {
    this.picture = new GraphPicture(layout, () => '');
    this.walk = new Walk(this.picture);
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(canvas);
    this.ends.push(() => observer.disconnect());
    this.listen();
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.ends.forEach((end) => end());
  }

  /** Shows the choice, bringing it into the window, and the colours. */
  show(chosen: number, measure: Measure | null): void {
    this.measure = measure;
    if (chosen !== this.chosen) {
      this.chosen = chosen;
      this.at = chosen;
      this.bringIn(chosen);
    }
    this.draw();
  }

  fit(): void {
    this.fitted = true;
    this.camera = fit(this.layout.width, this.layout.height, this);
    this.draw();
  }

  /** All of it, with the size that it takes. */
  svg(): { svg: string; width: number; height: number } {
    const ruler = document.createElement('canvas').getContext('2d');
    const [width, height] = [this.layout.width + 2 * RIM, this.layout.height + 2 * RIM];
    if (!ruler) return { svg: '', width, height };
    const pen = new SvgPen(ruler);
    this.paintOn(pen, { x: -RIM, y: -RIM, scale: 1 }, width, height, 1, false);
    return { svg: pen.svg(width, height), width, height };
  }

  /** All of it as pixels, two for one where there is room. */
  pixels(): HTMLCanvasElement {
    const [width, height] = [this.layout.width + 2 * RIM, this.layout.height + 2 * RIM];
    const scale = Math.min(2, LARGEST / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.floor(width * scale));
    canvas.height = Math.max(1, Math.floor(height * scale));
    const g = canvas.getContext('2d', { alpha: false });
    if (g) this.paintOn(g, { x: -RIM, y: -RIM, scale }, canvas.width, canvas.height, 1, false);
    return canvas;
  }

  private paintOn(g: Parameters<GraphPicture['paint']>[0], camera: Camera, width: number, height: number, ratio: number, alive: boolean): void {
    const marks = { hover: alive ? this.hover : -1, at: alive && document.activeElement === this.canvas ? this.at : -1, chosen: this.chosen, found: null, traced: null };
    this.picture.paint(g, camera, width, height, ratio, inks(this.canvas), marks, this.measure);
  }

  draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const g = this.canvas.getContext('2d', { alpha: false });
      if (g && this.width > 0) this.paintOn(g, this.camera, this.width, this.height, devicePixelRatio, true);
    });
  }

  private resize(): void {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    if (this.width === 0 || this.height === 0) return;
    this.canvas.width = Math.round(this.width * devicePixelRatio);
    this.canvas.height = Math.round(this.height * devicePixelRatio);
    if (this.fitted) this.fit();
    this.draw();
  }

  private bringIn(box: number): void {
    const { x, y, w, h } = this.layout.boxes;
    if (this.width === 0 || x[box] === undefined) return;
    const to = reveal(this.camera, { x: x[box], y: y[box]!, w: w[box]!, h: h[box]! }, this);
    if (to !== this.camera) this.look(to);
  }

  private look(camera: Camera): void {
    this.fitted = false;
    this.camera = camera;
    this.draw();
  }

  private hit(event: MouseEvent): number {
    return this.picture.hit(this.camera.x + event.offsetX / this.camera.scale, this.camera.y + event.offsetY / this.camera.scale);
  }

  private on<K extends keyof HTMLElementEventMap>(name: K, handle: (event: HTMLElementEventMap[K]) => void): void {
    this.canvas.addEventListener(name, handle as EventListener, { passive: false });
    this.ends.push(() => this.canvas.removeEventListener(name, handle as EventListener));
  }

  private listen(): void {
    let from: { x: number; y: number; camera: Camera } | undefined;
    let moved = false;
    const hovered = (box: number) => {
      if (box === this.hover) return;
      this.hover = box;
      this.point(box);
      this.draw();
    };
    const least = () => 0.8 * fit(this.layout.width, this.layout.height, this).scale;
    this.on('wheel', (event) => {
      event.preventDefault();
      const by = Math.exp(-event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 0.01 : 0.0015));
      this.look(zoom(this.camera, by, event.offsetX, event.offsetY, least()));
    });
    this.on('pointerdown', (event) => {
      if (event.button !== 0) return;
      from = { x: event.clientX, y: event.clientY, camera: this.camera };
      moved = false;
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.on('pointermove', (event) => {
      if (!from) return hovered(this.hit(event));
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      moved ||= Math.abs(dx) + Math.abs(dy) > DRAG;
      if (moved) this.look({ ...from.camera, x: from.camera.x - dx / from.camera.scale, y: from.camera.y - dy / from.camera.scale });
    });
    this.on('pointerup', (event) => {
      if (from && !moved) this.choose(this.hit(event));
      from = undefined;
    });
    this.on('pointercancel', () => (from = undefined));
    this.on('pointerleave', () => hovered(-1));
    this.on('focus', () => this.draw());
    this.on('blur', () => this.draw());
    this.on('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '+' || event.key === '-' || event.key === '=') {
        this.look(zoom(this.camera, event.key === '-' ? 0.8 : 1.25, this.width / 2, this.height / 2, least()));
      } else if (event.key.startsWith('Arrow')) {
        const next = this.at < 0 ? 0 : this.walk.step(this.at, event.key);
        if (next < 0) return;
        this.at = next;
        this.choose(next);
        this.bringIn(next);
        this.draw();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }
}
