/** All weights, two lines each: its name and shape, whose it is and what is notable about it. Searched, ordered, chosen. */
import { useMemo, useState } from 'preact/hooks';
import { ordered, type Order, ORDERS, type Ranked } from '../draw/ranking';
import { t } from '../state/words';
import '../style/weights.css';
import { count, number, shape, share } from './numbers';
import { VirtualList } from './VirtualList';

const ROW = 44;

interface Props {
  readonly ranked: readonly Ranked[];
  readonly chosen: string;
  readonly choose: (one: Ranked) => void;
}

export function WeightList({ ranked, chosen, choose }: Props) {
  const [typed, type] = useState('');
  const [order, put] = useState<Order>('first');
  const rows = useMemo(() => ordered(ranked, order, typed), [ranked, order, typed]);
  const at = rows.findIndex((one) => one.weight.tensor.name === chosen);
  const key = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + (by ?? 0)))];
    if (by === undefined || !next) return;
    choose(next);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <div class="weight-tools">
        <input type="search" aria-label={t('parameters.find')} placeholder={t('parameters.find')} spellcheck={false} value={typed} onInput={(event) => type(event.currentTarget.value)} />
        <select aria-label={t('parameters.order')} title={t('parameters.order')} value={order} onChange={(event) => put(event.currentTarget.value as Order)}>
          {ORDERS.map((one) => (
            <option key={one} value={one}>
              {t(`parameters.order.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="weights">
        <VirtualList
          box={{ role: 'listbox', tabIndex: 0, 'aria-label': t('parameters.own'), 'aria-activedescendant': at >= 0 ? `weight-${at}` : undefined, onKeyDown: key }}
          count={rows.length}
          rowHeight={ROW}
          sight={at}
          row={(index) => {
            const one = rows[index]!;
            const { tensor, layer } = one.weight;
            return (
              <div
                key={tensor.name}
                id={`weight-${index}`}
                role="option"
                aria-selected={index === at}
                style={{ height: `${ROW}px` }}
                title={tensor.name}
                onClick={() => choose(one)}
              >
                <span class="name tail">
                  <bdi>{tensor.name}</bdi>
                </span>
                <span class="size">{shape(tensor.shape)}</span>
                <small class="tail">
                  <bdi>{layer && (tensor.name.startsWith(layer.name) ? layer.op : `${layer.op} ${layer.name}`)}</bdi>
                </small>
                <small class={one.reason === 'none' ? '' : 'why'}>{notable(one)}</small>
              </div>
            );
          }}
        />
      </div>
      {rows.length === 0 && <p class="hint">{t('parameters.find.none')}</p>}
    </>
  );
}

/** Why it is worth a look, or else how many numbers there are and how far they spread. */
function notable({ weight, elements, reason }: Ranked): string {
  const { statistics } = weight;
  if (reason === 'sparse') return t('parameters.zero', { share: share((statistics?.zeros ?? 0) / elements) });
  if (reason !== 'none') return t(`parameters.why.${reason}`);
  if (elements === 1 && statistics?.mean != null) return `= ${number(statistics.mean)}`;
  return statistics?.std != null ? `${count(elements)} · ± ${number(statistics.std)}` : count(elements);
}
