/** A chart that the server drew, as part of the page: in its colours, with its explanations at the pointer. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import '../style/chart.css';
import { hideTip, tip } from './tip';

export function ChartPart({ svg, title }: { svg: string; title: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    box.current?.replaceChildren(parsed(svg));
  }, [svg]);
  const say = (event: PointerEvent) => {
    const mark = (event.target as Element).closest('[data-tip]');
    tip(event, mark?.getAttribute('data-tip') ?? '');
  };
  return <div class="chart" ref={box} role="img" aria-label={title} onPointerMove={say} onPointerLeave={hideTip} />;
}

/** Explanations come at once as labels of the page, not a second later as the browser's own. */
function parsed(svg: string): Node {
  // A style attribute would be refused by the page's content security policy.
  const text = svg.replaceAll('style="image-rendering:pixelated"', 'image-rendering="pixelated"');
  const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  for (const explained of root.querySelectorAll('title')) {
    const mark = explained.parentElement;
    if (mark && mark !== (root as Element)) mark.setAttribute('data-tip', explained.textContent ?? '');
    explained.remove();
  }
  root.setAttribute('aria-hidden', 'true');
  root.removeAttribute('role');
  return document.importNode(root, true);
}
