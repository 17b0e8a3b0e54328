/** A graph on a canvas that can be looked around in: camera, pointer and keys. */
import { effect, signal } from '@preact/signals';
import { anchor, chosenBox, graph, leaving, openBelow, ratio, toggle, traced } from '../state/graph';
import { foundBoxes } from '../state/found';
import { measure } from '../state/measure';
import { here, layers, model } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { theme } from '../state/theme';
import { lang, t } from '../state/words';
import { count } from '../parts/numbers';
import { type Camera, fit, read, reveal, write, zoom } from './camera';
import { type Pen, SvgPen } from './pen';
import { GraphPicture, type Marks } from './graph';
import { type Inks, inks } from './ink';
import { Minimap } from './minimap';
import { Walk } from './walk';

const DRAG = 4;
const KEEP_MS = 400;
/** Around a saved picture. */
const RIM = 16;
/** What browsers allow a canvas: the longer side, and all of it. */
const LARGEST = 16_000;
const MOST_PIXELS = 100e6;

/** The box under the pointer and where that is in the window; box -1 for none. */
export const hovered = signal({ box: -1, x: 0, y: 0 });
/** The box that the keyboard is at. */
export const at = signal(-1);

export class Stage {
  private camera: Camera = { x: 0, y: 0, scale: 1 };
  private picture: GraphPicture | undefined;
  private map: Minimap | undefined;
  private walk: Walk | undefined;
  private inks: Inks;
  width = 0;
  height = 0;
  /** Whether the camera shows the whole, and shall go on doing so when the graph changes. */
  private fitted = false;
  private frame = 0;
  private keeping = 0;
  private shown = '';
  private readonly ends: (() => void)[] = [];
  private readonly g: CanvasRenderingContext2D | null;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.g = canvas.getContext('2d', { alpha: false });
    this.inks = inks(canvas);
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(canvas);
    this.ends.push(() => observer.disconnect());
    this.listen();
    this.ends.push(
      effect(() => this.show()),
      effect(() => {
        theme.value;
        requestAnimationFrame(() => {
          this.inks = inks(canvas);
          this.map = undefined;
          this.draw();
        });
      }),
      effect(() => {
        if (chosenBox.value >= 0) {
          at.value = chosenBox.value;
          this.bringIn(chosenBox.value);
        }
      }),
      effect(() => {
        layers.value;
        foundBoxes.value;
        measure.value;
        traced.value;
        lang.value;
        hovered.value;
        at.value;
        chosenBox.value;
        this.draw();
      }),
    );
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.keeping);
    this.ends.forEach((end) => end());
    hovered.value = { box: -1, x: 0, y: 0 };
    at.value = -1;
  }

  private resize(): void {
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    if (this.width === 0 || this.height === 0) return;
    this.canvas.width = Math.round(this.width * devicePixelRatio);
    this.canvas.height = Math.round(this.height * devicePixelRatio);
    // Coarse steps, so that a panel that folds does not lay the graph out again.
    if (ratio.peek() === 0) ratio.value = Math.max(0.4, Math.min(3, Math.round((10 * this.width) / this.height) / 10));
    if (this.fitted) this.fit();
    this.paint();
  }

  /** Takes a new layout: a first one is fitted; later the module that was opened stays where it is. */
  private show(): void {
    const layout = graph.value;
    const before = this.picture?.layout;
    if (layout === before) return;
    hovered.value = { box: -1, x: 0, y: 0 };
    if (!layout) {
      this.picture = undefined;
      this.map = undefined;
      this.walk = undefined;
      this.draw();
      return;
    }
    this.picture = new GraphPicture(layout, (box) => {
      const kind = layout.boxes.kind[box];
      return kind === 1 ? t('graph.layers', { n: count(layout.boxes.layers[box] ?? 0) }) : leaving(layout, box);
    });
    this.walk = new Walk(this.picture);
    at.value = chosenBox.peek();
    const owner = here(model.peek())?.id ?? '';
    const kept = read(selection.peek().set.cam);
    if (this.shown !== owner) {
      this.fitted = kept === undefined;
      if (kept) this.camera = kept;
    } else if (!this.fitted && before && anchor.peek() >= 0) {
      const old = boxOfModule(before, anchor.peek());
      const now = boxOfModule(layout, anchor.peek());
      if (old >= 0 && now >= 0) {
        const { x, y, scale } = this.camera;
        this.camera = {
          x: x + layout.boxes.x[now]! - before.boxes.x[old]!,
          y: y + layout.boxes.y[now]! - before.boxes.y[old]!,
          scale,
        };
      }
    } else if (before) {
      this.fitted = true;
    }
    this.shown = owner;
    if (this.fitted) this.fit();
    this.map = undefined;
    this.draw();
  }

  private whole(): Camera {
    const layout = this.picture?.layout;
    return fit(layout?.width ?? 1, layout?.height ?? 1, this);
  }

  fit(): void {
    this.fitted = true;
    this.camera = this.whole();
    this.keep();
    this.draw();
  }

  /** The graph as it is now opened and coloured, all of it, as SVG. */
  svg(): string {
    const size = this.size();
    const ruler = document.createElement('canvas').getContext('2d');
    if (!size || !ruler) return '';
    const pen = new SvgPen(ruler);
    this.paintWhole(pen, size, 1);
    return pen.svg(size.width, size.height);
  }

  /** The same as PNG: as large as a canvas may be, at most two pixels for one. */
  png(): Promise<Blob | null> {
    const size = this.size();
    const canvas = document.createElement('canvas');
    const g = canvas.getContext('2d', { alpha: false });
    if (!size || !g) return Promise.resolve(null);
    const scale = Math.min(2, LARGEST / Math.max(size.width, size.height), Math.sqrt(MOST_PIXELS / (size.width * size.height)));
    canvas.width = Math.max(1, Math.floor(size.width * scale));
    canvas.height = Math.max(1, Math.floor(size.height * scale));
    this.paintWhole(g, size, scale);
    return new Promise((done) => canvas.toBlob(done));
  }

  private size(): { width: number; height: number } | undefined {
    const layout = this.picture?.layout;
    return layout && { width: layout.width + 2 * RIM, height: layout.height + 2 * RIM };
  }

  private paintWhole(g: Pen, size: { width: number; height: number }, scale: number): void {
    const camera = { x: -RIM, y: -RIM, scale };
    const marks = { ...this.marks(), hover: -1, at: -1 };
    this.picture?.paint(g, camera, size.width * scale, size.height * scale, 1, this.inks, marks, measure.peek());
  }

  private marks(): Marks {
    const boxes = this.picture?.layout.boxes.kind ?? [];
    const follow = traced.peek();
    return {
      hover: boxes[hovered.peek().box] === 2 ? -1 : hovered.peek().box,
      at: at.peek(),
      chosen: chosenBox.peek(),
      found: foundBoxes.peek(),
      traced: follow && follow.boxes.length === boxes.length ? follow : null,
    };
  }

  private look(camera: Camera): void {
    this.fitted = false;
    this.camera = camera;
    this.keep();
    this.draw();
  }

  private bringIn(box: number): void {
    const b = this.picture?.layout.boxes;
    if (!b || this.width === 0 || b.x[box] === undefined) return;
    const to = reveal(this.camera, { x: b.x[box], y: b.y[box]!, w: b.w[box]!, h: b.h[box]! }, this);
    if (to !== this.camera) this.look(to);
  }

  /** Moves to a box, close enough to read it. */
  goTo(box: number): void {
    const b = this.picture?.layout.boxes;
    if (!b || b.x[box] === undefined) return;
    const scale = Math.max(this.camera.scale, 0.8);
    this.look({ scale, x: b.x[box] + b.w[box]! / 2 - this.width / 2 / scale, y: b.y[box]! + b.h[box]! / 2 - this.height / 2 / scale });
  }

  /** The camera goes into the address when it rests. */
  private keep(): void {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => remember('cam', this.fitted ? '' : write(this.camera)), KEEP_MS);
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    const g = this.g;
    if (!g || this.width === 0) return;
    if (!this.picture) {
      g.setTransform(1, 0, 0, 1, 0, 0);
      g.fillStyle = this.inks.paper;
      g.fillRect(0, 0, this.canvas.width, this.canvas.height);
      return;
    }
    const boxes = this.picture.layout.boxes.kind.length;
    this.picture.paint(g, this.camera, this.width, this.height, devicePixelRatio, this.inks, this.marks(), measure.peek());
    if (this.camera.scale > 1.2 * this.whole().scale && boxes > 20) {
      this.map ??= new Minimap(this.picture.layout, devicePixelRatio, this.inks);
      this.map.paint(g, this.camera, this.width, this.height, devicePixelRatio, this.inks);
    }
  }

  private on<K extends keyof HTMLElementEventMap>(name: K, handle: (event: HTMLElementEventMap[K]) => void): void {
    this.canvas.addEventListener(name, handle as EventListener, { passive: false });
    this.ends.push(() => this.canvas.removeEventListener(name, handle as EventListener));
  }

  private hit(event: MouseEvent): number {
    return this.picture?.hit(this.camera.x + event.offsetX / this.camera.scale, this.camera.y + event.offsetY / this.camera.scale) ?? -1;
  }

  private mapPoint(event: MouseEvent): { x: number; y: number } | undefined {
    return this.camera.scale > 1.2 * this.whole().scale ? this.map?.world(event.offsetX, event.offsetY, this.width, this.height) : undefined;
  }

  private listen(): void {
    let from: { x: number; y: number; camera: Camera; map: boolean } | undefined;
    let moved = false;
    this.on('wheel', (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 16 : 1;
      const by = Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0015));
      this.look(zoom(this.camera, by, event.offsetX, event.offsetY, 0.8 * this.whole().scale));
    });
    this.on('pointerdown', (event) => {
      if (event.button !== 0) return;
      const map = this.mapPoint(event);
      from = { x: event.clientX, y: event.clientY, camera: this.camera, map: map !== undefined };
      moved = false;
      this.canvas.setPointerCapture(event.pointerId);
      if (map) this.centre(map);
    });
    this.on('pointermove', (event) => {
      if (!from) {
        const box = this.mapPoint(event) ? -1 : this.hit(event);
        const known = hovered.peek();
        if (box !== known.box || (box >= 0 && Math.abs(known.x - event.offsetX) + Math.abs(known.y - event.offsetY) > 24))
          hovered.value = { box, x: event.offsetX, y: event.offsetY };
        this.canvas.style.cursor = box >= 0 && graph.peek()?.boxes.kind[box] !== 2 ? 'pointer' : 'grab';
        return;
      }
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      moved ||= Math.abs(dx) + Math.abs(dy) > DRAG;
      if (!moved) return;
      if (hovered.peek().box >= 0) hovered.value = { box: -1, x: 0, y: 0 };
      if (from.map) {
        const map = this.map?.world(event.offsetX, event.offsetY, this.width, this.height);
        if (map) this.centre(map);
      } else {
        this.canvas.style.cursor = 'grabbing';
        this.look({ ...from.camera, x: from.camera.x - dx / from.camera.scale, y: from.camera.y - dy / from.camera.scale });
      }
    });
    this.on('pointerup', (event) => {
      const start = from;
      from = undefined;
      this.canvas.style.cursor = 'grab';
      if (!start || moved || start.map) return;
      const box = this.hit(event);
      if (event.altKey) openBelow(box);
      else this.choose(box);
    });
    this.on('pointercancel', () => (from = undefined));
    this.on('pointerleave', () => {
      if (!from) hovered.value = { box: -1, x: 0, y: 0 };
    });
    this.on('dblclick', (event) => {
      if (!this.mapPoint(event) && !event.altKey) toggle(this.hit(event));
    });
    this.on('keydown', (event) => this.key(event));
  }

  private centre(point: { x: number; y: number }): void {
    this.look({ ...this.camera, x: point.x - this.width / 2 / this.camera.scale, y: point.y - this.height / 2 / this.camera.scale });
  }

  private choose(box: number): void {
    const b = graph.peek()?.boxes;
    const layer = b?.kind[box] === 0 ? (b.layer[box] ?? -1) : -1;
    if (layer >= 0) select({ layer: layers.peek()?.tensor[layer] ?? '' });
    else if (b?.kind[box] !== 2) at.value = box;
  }

  private key(event: KeyboardEvent): void {
    const layout = this.picture?.layout;
    if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const now = at.peek();
    if (event.key === 'Enter') {
      if ((layout.boxes.kind[now] ?? 2) === 0) this.choose(now);
      else toggle(now);
    } else if (event.key === '+' || event.key === '-' || event.key === '=') {
      this.look(zoom(this.camera, event.key === '-' ? 0.8 : 1.25, this.width / 2, this.height / 2, 0.8 * this.whole().scale));
    } else if (event.key.startsWith('Arrow')) {
      const next = now < 0 ? 0 : (this.walk?.step(now, event.key) ?? -1);
      if (next < 0) return;
      at.value = next;
      this.choose(next);
      this.bringIn(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function boxOfModule(layout: { boxes: { kind: number[]; module: number[] } }, module: number): number {
  const { kind, module: modules } = layout.boxes;
  for (let box = 0; box < kind.length; box++) if ((kind[box] === 1 || kind[box] === 2) && modules[box] === module) return box;
  return -1;
}
