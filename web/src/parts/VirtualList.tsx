/** A list of any length: only the rows in the window are in the page. */
import type { ComponentChildren, HTMLAttributes } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const SPARE = 8;

interface Props {
  readonly count: number;
  readonly rowHeight: number;
  readonly row: (index: number) => ComponentChildren;
  /** A row that shall be in sight. */
  readonly sight?: number;
  /** Of the element that scrolls: what it is, and its keys; only there does the browser scroll it by keys too. */
  readonly box?: HTMLAttributes<HTMLDivElement>;
}

export function VirtualList({ count, rowHeight, row, sight = -1, box: attributes }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, scrolled] = useState(0);
  const [height, sized] = useState(600);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => sized(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = scroller.current;
    if (!element || sight < 0) return;
    if (sight * rowHeight < element.scrollTop) element.scrollTop = sight * rowHeight;
    else if ((sight + 1) * rowHeight > element.scrollTop + element.clientHeight) element.scrollTop = (sight + 1) * rowHeight - element.clientHeight;
  }, [sight]);
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <div ref={scroller} class="virtual" role="presentation" {...attributes} onScroll={(event) => scrolled(event.currentTarget.scrollTop)}>
      <div role="presentation" style={{ height: `${count * rowHeight}px`, paddingTop: `${first * rowHeight}px` }}>
        {Array.from({ length: Math.max(0, last - first) }, (_, i) => row(first + i))}
      </div>
    </div>
  );
}
