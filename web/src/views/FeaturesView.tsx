/** What does it see? The maps of a layer, one of them large over the input, and the arithmetic behind one value. */
import { useMemo } from 'preact/hooks';
import { LayerPicker } from '../parts/LayerPicker';
import { MapSheet } from '../parts/MapSheet';
import { MethodPanel } from '../parts/MethodPanel';
import { NeedsInput } from '../parts/Needs';
import { Segments } from '../parts/Segments';
import { Notice, State } from '../parts/State';
import { Stages } from '../parts/Stages';
import { UnitPane } from '../parts/UnitPane';
import { Ways } from '../parts/Ways';
import { useAction } from '../actions/handlers';
import { mapsOf, type Order, ordered, type ScaleMode } from '../draw/maps';
import { forMaps, useLook } from '../state/looking';
import { against, cards, here, input, layers, model, typed } from '../state/open';
import { remember, select, selection } from '../state/selection';
import { journeyed, telling } from '../state/telling';
import { lang, t } from '../state/words';
import '../style/features.css';
import { ValueDrill } from './ValueDrill';

const SCALES: readonly ScaleMode[] = ['map', 'layer', 'shared'];
const ORDERS: readonly Order[] = ['index', 'mean', 'max', 'sparsity', 'difference'];
const OWN = 'features';

export function FeaturesView() {
  const { method } = selection.value;
  const card = cards.value.find((one) => one.id === method && one.question === 'features' && one.id !== OWN);
  return (
    <State of={model.value}>
      {() => (
        <div class="view features">
          <Ways question="features" own={t('features.own')} without={[OWN]} />
          {card ? <MethodPanel key={card.id} card={card} /> : <Seeing />}
        </div>
      )}
    </State>
  );
}

function Seeing() {
  const all = layers.value;
  const { layer } = selection.value;
  if (selection.value.input.length === 0) return <NeedsInput />;
  const spatial = all?.maps.some((maps) => maps > 1) ?? false;
  return (
    <State of={input.value}>
      {() => {
        if (!all || !typed.value) return <State of={{ is: 'coming', what: 'open.model' }}>{() => null}</State>;
        if (layer !== '') return <LayerMaps tensor={layer} />;
        if (spatial) return <Overview />;
        return <LayerMaps tensor={telling(all, journeyed())} />;
      }}
    </State>
  );
}

function Overview() {
  const seen = useLook(here(model.value)?.id, 'features', { input: here(input.value)?.id, lang: lang.value });
  return (
    <>
      <div class="tools">
        <LayerPicker />
      </div>
      {selection.value.against.some((arg) => !arg.startsWith('target:')) && (
        <p class="hint">
          {t('features.pair.choose')}{' '}
          <button type="button" class="link" onClick={() => select({ layer: telling(layers.value!, journeyed()) })}>
            {telling(layers.value!, journeyed())}
          </button>
        </p>
      )}
      <State of={seen}>{(value) => <Stages seen={value} />}</State>
    </>
  );
}

function LayerMaps({ tensor }: { tensor: string }) {
  const owner = here(model.value)?.id;
  const first = here(input.value);
  const second = here(against.value);
  const seen = useLook(owner, 'features', forMaps(tensor, first?.id));
  const other = useLook(owner, 'features', forMaps(tensor, second?.id), second !== null);
  const value = here(seen);
  const rival = here(other);
  const maps = useMemo(() => value && mapsOf(value), [value]);
  const compared = useMemo(() => rival && mapsOf(rival), [rival]);
  const { set, unit } = selection.value;
  const order = ORDERS.find((one) => one === set.sort && (one !== 'difference' || compared)) ?? 'index';
  const scale = SCALES.find((one) => one === set.scale && (one !== 'shared' || compared)) ?? (compared ? 'shared' : 'map');
  const sorting = useMemo(() => (maps ? ordered(maps, order, compared) : []), [maps, compared, order]);
  const modes = SCALES.filter((one) => one !== 'shared' || compared);
  useAction('scale', () => remember('scale', modes[(modes.indexOf(scale) + 1) % modes.length]!));
  const channel = Number.parseInt(unit, 10);
  const chosen = maps && channel >= 0 && channel < maps.planes.length ? channel : -1;
  const drilled = unit.includes(',') && chosen >= 0;
  useAction('back', () => select({ unit: drilled ? String(chosen) : '' }), unit !== '');
  const size = Math.max(24, Math.min(320, Number.parseInt(set.size ?? '', 10) || sizeFor(maps?.planes.length ?? 0)));
  const many = maps !== null && maps.planes.length > 1 && maps.rows * maps.columns > 1 && maps.rows > 1;
  const fallback = cards.value.find((card) => card.id === 'activations' && card.applicable);
  return (
    <>
      <div class="tools">
        <LayerPicker shown={tensor} />
        {many && !drilled && (
          <>
            <Segments
              label={t('features.scale')}
              value={scale}
              choices={modes.map((one) => ({ value: one, title: t(`features.scale.${one}`), what: t(`features.scale.${one}.what`) }))}
              choose={(one) => remember('scale', one)}
            />
            <label>
              <span>{t('features.sort')}</span>
              <select value={order} title={t('features.sort')} onChange={(event) => remember('sort', event.currentTarget.value)}>
                {ORDERS.filter((one) => one !== 'difference' || compared).map((one) => (
                  <option key={one} value={one}>
                    {t(`features.sort.${one}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span>{t('features.size')}</span>
              <input type="range" title={t('features.size')} min="24" max="320" step="8" value={size} onInput={(event) => remember('size', event.currentTarget.value)} />
            </label>
            <label>
              <span>{t('features.find')}</span>
              <input
                type="number"
                placeholder={t('features.find')}
                min="0"
                max={maps.planes.length - 1}
                value={chosen >= 0 ? chosen : ''}
                onChange={(event) => select({ unit: event.currentTarget.value })}
              />
            </label>
          </>
        )}
      </div>
      <State of={seen} instead={fallback && <button type="button" onClick={() => select({ method: fallback.id, layer: tensor })}>{fallback.title}</button>}>
        {(shown) =>
          maps ? (
            <div class={drilled ? 'seeing with-unit drilled' : chosen >= 0 ? 'seeing with-unit' : 'seeing'}>
              {drilled ? (
                <ValueDrill maps={maps} />
              ) : (
                <MapSheet seen={shown} maps={maps} other={compared} order={sorting} scale={scale} size={size} chosen={chosen} />
              )}
              {chosen >= 0 && maps.rows * maps.columns > 1 && <UnitPane maps={maps} other={compared} channel={chosen} />}
            </div>
          ) : (
            <Notice title={t('features.no-maps')} />
          )
        }
      </State>
    </>
  );
}

/** Few maps may be large. */
function sizeFor(maps: number): number {
  return maps > 8 ? 96 : maps > 2 ? 160 : 280;
}
