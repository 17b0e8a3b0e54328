/** The page: the gallery, or a model with its questions. */
import '../actions/keys';
import '../style/frame.css';
import { useEffect } from 'preact/hooks';
import { State } from '../parts/State';
import { here, model } from '../state/open';
import { palette } from '../state/palette';
import { panels } from '../state/panels';
import { leave, selection } from '../state/selection';
import { series } from '../state/series';
import { sheet } from '../state/sheet';
import { t } from '../state/words';
import { viewOf } from '../views';
import { Drop } from './Drop';
import { Gallery } from './Gallery';
import { Help } from './Help';
import { Inspector } from './Inspector';
import { Journey } from './Journey';
import { Palette } from './Palette';
import { Rail } from './Rail';
import { SeriesBar } from './SeriesBar';
import { Errors, StatusLine } from './StatusLine';
import { TopBar } from './TopBar';

// Asked for at once, so that the first picture finds its colours here.
palette.peek();

export function Frame() {
  const { model: path, question, method } = selection.value;
  const name = path === '' ? undefined : here(model.value)?.name;
  useEffect(() => {
    document.title = name === undefined ? t('title') : `${name} · ${t('title')}`;
  });
  const open = name !== undefined;
  const view = viewOf(question, method);
  const shape = [open ? 'open' : 'closed', open && panels.rail.value ? 'rail-open' : '', open && panels.inspector.value ? 'inspector-open' : ''];
  return (
    <div class={`frame ${shape.join(' ')}`}>
      <a class="skip" href="#view">
        {t('skip')}
      </a>
      <TopBar />
      {open && <Rail />}
      <main id="view" tabIndex={-1}>
        {path === '' && series.value.is === 'absent' ? (
          <Gallery />
        ) : path === '' ? (
          <State of={series.value} instead={<Back />}>
            {() => null}
          </State>
        ) : (
          <State of={model.value} instead={<Back />}>
            {() => view && <view.component key={view.id} />}
          </State>
        )}
      </main>
      {open && <Inspector />}
      {open && <SeriesBar />}
      {open && <Journey />}
      <Errors />
      <StatusLine />
      <Drop />
      {sheet.value === 'palette' && <Palette />}
      {sheet.value === 'help' && <Help />}
    </div>
  );
}

function Back() {
  return (
    <button type="button" onClick={leave}>
      {t('gallery.back')}
    </button>
  );
}
