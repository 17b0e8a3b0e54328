/** The slider of a series: which checkpoint of the network is looked at. */
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../parts/Icon';
import { Popover } from '../parts/Popover';
import { here } from '../state/open';
import { select } from '../state/selection';
import { comparable, compareColours } from '../state/comparable';
import { endSeries, go, goBy, place, series } from '../state/series';
import { t } from '../state/words';
import '../style/series.css';

const PLAY_MS = 900;
/** Labels that fit beside each other. */
const LABELS = 12;

export function SeriesBar() {
  const now = here(series.value);
  const [playing, play] = useState(false);
  const all = now?.checkpoints ?? [];
  const index = place.value;
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(() => (index + 1 < all.length ? go(index + 1) : play(false)), PLAY_MS);
    return () => clearTimeout(timer);
  }, [playing, index]);
  if (now === null || index < 0) return null;
  const current = all[index];
  const every = Math.ceil(all.length / LABELS);
  const start = () => {
    if (!playing && index === all.length - 1) go(0);
    play(!playing);
  };
  const said = t(current?.step === null ? 'series.file' : 'series.step', { name: current?.name ?? '' });
  return (
    <section class="series" aria-label={t('series')}>
      <output title={current?.file}>{said}</output>
      <button type="button" class="quiet" disabled={index === 0} aria-label={t('action.checkpoint.previous')} title={`${t('action.checkpoint.previous')} (,)`} onClick={() => goBy(-1)}>
        <Icon of="left" />
      </button>
      <div class="track">
        <input type="range" min={0} max={all.length - 1} step={1} value={index} aria-label={t('series')} aria-valuetext={said} onInput={(event) => go(Number(event.currentTarget.value))} />
        <ol aria-hidden="true">
          {all.map((one, i) => (
            <li key={one.file} class={i === index ? 'here' : ''} style={{ left: `${(100 * i) / Math.max(1, all.length - 1)}%` }}>
              {i % every === 0 || i === index ? one.name : ''}
            </li>
          ))}
        </ol>
      </div>
      <button type="button" class="quiet" disabled={index === all.length - 1} aria-label={t('action.checkpoint.next')} title={`${t('action.checkpoint.next')} (.)`} onClick={() => goBy(1)}>
        <Icon of="right" />
      </button>
      <button type="button" aria-pressed={playing} onClick={start}>
        {t(playing ? 'series.pause' : 'series.play')}
      </button>
      <button type="button" onClick={() => select({ question: 'training', method: '' })}>
        {t('series.curves')}
      </button>
      <label class="check" title={t('series.comparable.what')}>
        <input type="checkbox" checked={comparable.value} onChange={(event) => compareColours(event.currentTarget.checked)} />
        {t('series.comparable.short')}
      </label>
      {now.left.length > 0 && (
        <Popover face={t('series.left', { n: now.left.length })} class="chip" label={t('series.left.what')}>
          {() => (
            <dl class="menu left-out">
              {now.left.map((one) => (
                <div key={one.file}>
                  <dt>{one.file}</dt>
                  <dd>{one.why}</dd>
                </div>
              ))}
            </dl>
          )}
        </Popover>
      )}
      <button type="button" class="quiet" aria-label={t('series.end')} title={t('series.end')} onClick={endSeries}>
        <Icon of="close" />
      </button>
    </section>
  );
}
