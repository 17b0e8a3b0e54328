/** The first page: samples, recent files, open models, and a place for a file of one's own. */
import type { Sample } from '../api/types';
import { bytes, count } from '../parts/numbers';
import { openModel, openSample } from '../state/giving';
import { session } from '../state/open';
import { t } from '../state/words';
import { viewOf } from '../views';
import { Chooser } from './Chooser';
import { QuestionBox } from './QuestionBox';
import '../style/gallery.css';

export function Gallery() {
  const now = session.value;
  return (
    <div class="gallery">
      <header>
        <h1>{t('gallery.title')}</h1>
        <p>{t('gallery.what')}</p>
        <QuestionBox />
      </header>
      <section aria-labelledby="samples">
        <h2 id="samples">{t('gallery.samples')}</h2>
        <ul class="cards">
          {(now?.samples ?? []).map((sample) => (
            <li key={sample.id}>
              <Card sample={sample} />
            </li>
          ))}
        </ul>
      </section>
      <section class="askable" aria-labelledby="askable">
        <h2 id="askable">{t('gallery.questions')}</h2>
        <dl>
          {(now?.questions ?? [])
            .filter(({ id }) => viewOf(id, '') !== undefined)
            .map(({ id, title }) => (
              <div key={id}>
                <dt>{title}</dt>
                <dd>{t(`question.${id}.what`)}</dd>
              </div>
            ))}
        </dl>
      </section>
      <div class="files">
        <section aria-labelledby="own">
          <h2 id="own">{t('gallery.own')}</h2>
          <div class="zone">
            <p>{t('gallery.drop')}</p>
            <Chooser kind="model" />
          </div>
        </section>
        {now && now.models.length > 0 && (
          <section aria-labelledby="opened">
            <h2 id="opened">{t('gallery.models')}</h2>
            <ul>
              {now.models.map((one) => (
                <li key={one.id}>
                  <button type="button" class="item" title={one.path} onClick={() => openModel(one.path)}>
                    <span class="name">{one.name}</span>
                    <small>
                      {t('model.about', { size: bytes(one.bytes), parameters: count(one.parameters), layers: count(one.nodes) })}
                    </small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
        {now && now.recent.length > 0 && (
          <section aria-labelledby="recent">
            <h2 id="recent">{t('gallery.recent')}</h2>
            <ul>
              {now.recent.map((one) => (
                <li key={one.path}>
                  <button type="button" class="item" onClick={() => openModel(one.path)}>
                    <span class="name">{one.name}</span>
                    <small>{one.path}</small>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </div>
  );
}

function Card({ sample }: { sample: Sample }) {
  return (
    <button type="button" class="card" onClick={() => openSample(sample)}>
      {sample.picture ? <img src={sample.picture} alt="" loading="lazy" /> : <span class="blank" aria-hidden="true" />}
      <b>{sample.title}</b>
      <span>{sample.what}</span>
    </button>
  );
}

