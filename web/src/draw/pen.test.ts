import { describe, expect, it } from 'vitest';
import { SvgPen } from './pen';

const ruler = { font: '', measureText: (text: string) => ({ width: 7 * text.length }) as TextMetrics };

describe('a pen that writes SVG', () => {
  it('writes paths, boxes and words as they are drawn', () => {
    const pen = new SvgPen(ruler);
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, 40, 30);
    pen.setTransform(1, 0, 0, 1, 16, 16.5);
    pen.strokeStyle = '#123456';
    pen.lineWidth = 1.25;
    pen.globalAlpha = 0.5;
    pen.setLineDash([4, 3]);
    pen.beginPath();
    pen.moveTo(1, 2);
    pen.bezierCurveTo(1, 5, 9.005, 5, 9, 8);
    pen.stroke();
    pen.globalAlpha = 1;
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    pen.font = '600 11px Sans, "Noto"';
    pen.fillText('a < b & "c"\u0001', 20, 10);
    expect(pen.svg(40, 30)).toBe(
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30">' +
        '<g><rect x="0" y="0" width="40" height="30" fill="#fff"></rect></g><g transform="matrix(1 0 0 1 16 16.5)">' +
        '<path d="M1 2C1 5 9.01 5 9 8" fill="none" stroke="#123456" stroke-width="1.25" stroke-dasharray="4 3" opacity="0.5"></path>' +
        '<text x="20" y="10" font-family="Sans, &quot;Noto&quot;" font-size="11" font-weight="600" text-anchor="middle" dominant-baseline="central" fill="#fff">a &lt; b &amp; &quot;c&quot;\ufffd</text>' +
        '</g></svg>\n',
    );
  });

  it('rounds corners no further than half of a side', () => {
    const pen = new SvgPen(ruler);
    pen.beginPath();
    pen.roundRect(0, 0, 10, 4, 6);
    pen.fill();
    expect(pen.svg(1, 1)).toContain('d="M2 0h6a2 2 0 0 1 2 2v0a2 2 0 0 1 -2 2h-6a2 2 0 0 1 -2 -2v0a2 2 0 0 1 2 -2Z"');
  });

  it('leaves out what has no path, and measures as the ruler does', () => {
    const pen = new SvgPen(ruler);
    pen.beginPath();
    pen.fill();
    pen.font = '10px Sans';
    expect(pen.measureText('abc').width).toBe(21);
    expect(ruler.font).toBe('10px Sans');
    expect(pen.svg(1, 1)).not.toContain('path');
  });
});
