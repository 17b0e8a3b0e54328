/** The whole graph in a corner: painted once per picture, with the window's frame over it. */
import type { GraphLayout } from '../api/types';
import type { Camera } from './camera';
import { categoryInk, type Inks } from './ink';

const WIDE = 168;
const HIGH = 112;

export class Minimap {
  readonly width: number;
  readonly height: number;
  private readonly scale: number;
  private readonly picture: HTMLCanvasElement;

  constructor(
    layout: GraphLayout,
    ratio: number,
    inks: Inks,
  ) {
    this.scale = Math.min(WIDE / Math.max(1, layout.width), HIGH / Math.max(1, layout.height));
    this.width = Math.max(8, Math.round(layout.width * this.scale));
    this.height = Math.max(8, Math.round(layout.height * this.scale));
    this.picture = document.createElement('canvas');
    this.picture.width = Math.ceil(this.width * ratio);
    this.picture.height = Math.ceil(this.height * ratio);
    const g = this.picture.getContext('2d');
    if (!g) return;
    g.scale(ratio, ratio);
    const { kind, x, y, w, h, category, depth } = layout.boxes;
    const skip = Math.max(1, Math.floor(x.length / 20_000));
    for (let box = 0; box < x.length; box++) {
      if (kind[box] === 2) {
        if (depth[box]! > 1) continue;
        g.fillStyle = depth[box] === 0 ? inks.panel : inks.line;
      } else {
        if (box % skip !== 0) continue;
        g.fillStyle = categoryInk(layout.categories[category[box]!]);
      }
      g.fillRect(x[box]! * this.scale, y[box]! * this.scale, Math.max(1, w[box]! * this.scale), Math.max(1, h[box]! * this.scale));
    }
  }

  /** Paints at the lower right corner of a window. */
  paint(g: CanvasRenderingContext2D, camera: Camera, width: number, height: number, ratio: number, inks: Inks): void {
    const [left, top] = this.corner(width, height);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.globalAlpha = 0.92;
    g.fillStyle = inks.paper;
    g.fillRect(left - 4, top - 4, this.width + 8, this.height + 8);
    g.globalAlpha = 1;
    g.drawImage(this.picture, left, top, this.width, this.height);
    g.strokeStyle = inks.line;
    g.lineWidth = 1;
    g.strokeRect(left - 4.5, top - 4.5, this.width + 9, this.height + 9);
    g.save();
    g.beginPath();
    g.rect(left - 4, top - 4, this.width + 8, this.height + 8);
    g.clip();
    g.strokeStyle = inks.accent;
    g.lineWidth = 1.5;
    g.strokeRect(
      left + camera.x * this.scale,
      top + camera.y * this.scale,
      Math.max(4, (width / camera.scale) * this.scale),
      Math.max(4, (height / camera.scale) * this.scale),
    );
    g.restore();
  }

  private corner(width: number, height: number): [number, number] {
    return [width - this.width - 16, height - this.height - 16];
  }

  /** The point of the world that a point of the window means on the map; undefined outside the map. */
  world(px: number, py: number, width: number, height: number): { x: number; y: number } | undefined {
    const [left, top] = this.corner(width, height);
    const inside = px >= left - 4 && py >= top - 4 && px <= left + this.width + 4 && py <= top + this.height + 4;
    return inside ? { x: (px - left) / this.scale, y: (py - top) / this.scale } : undefined;
  }
}
