/** What the box under the pointer is. */
import { hovered } from '../draw/stage';
import { graph, leaving } from '../state/graph';
import { layers } from '../state/open';
import { t } from '../state/words';
import { bytes, count } from './numbers';

export function GraphTip() {
  const { box, x, y } = hovered.value;
  const layout = graph.value;
  const kind = layout?.boxes.kind[box];
  if (!layout || kind === undefined || kind === 2) return null;
  return (
    <div class="graph-tip" role="presentation" style={{ left: `${x}px`, top: `${y}px` }}>
      {lines(box).map((line, index) => (
        <p key={line} class={index === 0 ? 'title' : ''}>
          {line}
        </p>
      ))}
    </div>
  );
}

/** A box in words, for eyes and for screen readers. */
export function lines(box: number): string[] {
  const layout = graph.value;
  const all = layers.value;
  const kind = layout?.boxes.kind[box];
  if (!layout || kind === undefined) return [];
  const { label, layer, layers: many, chips, module } = layout.boxes;
  const found: string[] = [];
  const first = layer[box] ?? -1;
  if (kind === 1 || kind === 2) found.push(layout.modules[module[box] ?? -1] ?? '', t('graph.module', { n: many[box] ?? 0 }));
  else if (kind >= 3) found.push(label[box] ?? '', `${t(kind === 3 ? 'graph.input' : 'graph.output')} ${leaving(layout, box)}`);
  else if (all) {
    found.push(all.name[first] || all.tensor[first] || '', label[box]?.replace('\n', ' ') ?? '');
    if ((many[box] ?? 0) > 1) found.push(t('graph.chain', { n: many[box] ?? 0 }));
    const dims = leaving(layout, box);
    if (dims !== '') found.push(dims);
  }
  if (all && kind < 3) {
    const own = layout.boxOf.flatMap((at, index) => (at === box ? [index] : []));
    const sum = (column: readonly (number | null)[]) => own.reduce((total, index) => total + (column[index] ?? 0), 0);
    const parameters = sum(all.parameters);
    const macs = sum(all.macs);
    const memory = sum(all.activationBytes);
    const parts = [
      parameters > 0 ? `${count(parameters)} ${t('graph.by.parameters')}` : '',
      macs > 0 ? `${count(macs)} ${t('graph.by.macs')}` : '',
      memory > 0 ? `${bytes(memory)} ${t('graph.by.memory')}` : '',
    ].filter(Boolean);
    if (parts.length > 0) found.push(parts.join(' · '));
  }
  if (chips[box]) found.push(t('graph.reads', { names: chips[box]?.split('\n').slice(0, 6).join(', ') ?? '' }));
  return found;
}
