/** How far an explanation can be trusted, in the figures that came with it. */
import { t } from '../state/words';
import { number, share } from './numbers';
import { Term } from './Term';

interface Completeness {
  readonly sum: number;
  readonly difference: number;
  readonly gap: number;
}

/** Figures that are shares of a whole. */
const SHARES = ['halfShare'];

export function Trust({ facts }: { facts: Record<string, unknown> }) {
  const complete = facts.completeness as Completeness | null | undefined;
  const trust = (facts.trust ?? {}) as Record<string, unknown>;
  const figures = Object.entries(trust).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  if (!complete && figures.length === 0) return null;
  return (
    <dl class="trust">
      {complete && (
        <>
          <dt>
            <Term what={t('trust.gap.what')}>{t('trust.gap')}</Term>
          </dt>
          <dd title={`${complete.sum} / ${complete.difference}`}>{share(complete.gap)}</dd>
        </>
      )}
      {trust.signal === false && (
        <>
          <dt>
            <Term what={t('trust.signal.what')}>{t('trust.signal')}</Term>
          </dt>
          <dd>{t('trust.none')}</dd>
        </>
      )}
      {figures.map(([name, value]) => (
        <>
          <dt key={name}>
            <Term what={t(`trust.${name}.what`)}>{t(`trust.${name}`)}</Term>
          </dt>
          <dd title={String(value)}>{SHARES.includes(name) ? share(value) : number(value)}</dd>
        </>
      ))}
    </dl>
  );
}
