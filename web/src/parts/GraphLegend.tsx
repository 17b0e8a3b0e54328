/** What the colours of the graph mean. */
import { categoryLegend } from '../draw/ink';
import { graph } from '../state/graph';
import { measure } from '../state/measure';
import { selection } from '../state/selection';
import { t } from '../state/words';
import { bytes, count } from './numbers';

export function GraphLegend() {
  const layout = graph.value;
  const by = measure.value;
  if (!layout) return null;
  if (by) {
    const say = selection.value.set.colour === 'memory' ? bytes : count;
    return (
      <figure class="graph-legend" aria-label={t('graph.legend')}>
        <span>0</span>
        <span class="ramp" style={{ background: `linear-gradient(to right, ${by.ramp.join(', ')})` }} title={t('graph.logarithmic')} />
        <span title={String(by.most)}>{say(by.most)}</span>
        <small>{t('graph.logarithmic')}</small>
      </figure>
    );
  }
  const present = new Set(layout.boxes.category.flatMap((at, box) => (layout.boxes.kind[box] === 2 ? [] : [layout.categories[at] ?? 'other'])));
  return (
    <ul class="graph-legend" aria-label={t('graph.legend')}>
      {categoryLegend(present).map(({ ink, names }) => (
        <li key={ink}>
          <span class="swatch" style={{ background: ink }} />
          {names.map((name) => t(`graph.category.${name}`)).join(' · ')}
        </li>
      ))}
    </ul>
  );
}
