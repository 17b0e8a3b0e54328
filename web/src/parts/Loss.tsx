/** The loss against the right answer, with its terms. */
import { useState } from 'preact/hooks';
import { useLook } from '../state/looking';
import { cards, here, input, model } from '../state/open';
import { lang, t } from '../state/words';
import { choices } from '../state/asking';
import { number } from './numbers';
import { State } from './State';
import { TablePart } from './TablePart';

interface Terms {
  readonly name: string;
  readonly value: number;
  readonly terms: readonly { index: number; label: string; y: number; prediction: number; term: number }[];
}

export function Loss() {
  const [label, name] = useState('');
  const [loss, choose] = useState('');
  const card = cards.value.find((one) => one.id === 'prediction');
  const kinds = card?.parameters.find((parameter) => parameter.name === 'loss');
  const query = { 'p.label': label, 'p.loss': loss, input: here(input.value)?.id, lang: lang.value };
  const seen = useLook(here(model.value)?.id, 'prediction', query, label !== '');
  if (!kinds) return null;
  return (
    <details class="loss">
      <summary title={t('loss.what')}>{t('loss')}</summary>
      <div class="tools">
        <label>
          {t('loss.label')}
          <input type="text" value={label} onChange={(event) => name(event.currentTarget.value.trim())} />
        </label>
        <select aria-label={kinds.title} value={loss || kinds.default} onChange={(event) => choose(event.currentTarget.value)}>
          {choices(kinds).map((kind) => (
            <option key={kind} value={kind}>
              {kinds.choices[kind] ?? kind}
            </option>
          ))}
        </select>
      </div>
      <State of={seen}>
        {(value) => {
          const found = value.facts.loss as Terms | undefined;
          if (!found) return null;
          return (
            <>
              <p title={String(found.value)}>
                <b>{number(found.value)}</b>
              </p>
              <p class="hint">{value.readings.at(-1)}</p>
              <TablePart
                table={{
                  kind: 'table',
                  title: '',
                  columns: [
                    { name: t('loss.class'), kind: 'text' },
                    { name: 'y', kind: 'number' },
                    { name: t('loss.prediction'), kind: 'number' },
                    { name: t('loss.term'), kind: 'number' },
                  ],
                  rows: [...found.terms].sort((a, b) => b.term - a.term).map((term) => [term.label, term.y, term.prediction, term.term]),
                }}
              />
            </>
          );
        }}
      </State>
    </details>
  );
}
