/** The page's few pictograms, drawn with one line on a 16-pixel field. */
const PATHS = {
  down: 'M4 6l4 4 4-4',
  close: 'M4 4l8 8M12 4l-8 8',
  edit: 'M3 13l1-3.5L10.5 3 13 5.5 6.5 12z',
  left: 'M10 4L6 8l4 4',
  right: 'M6 4l4 4-4 4',
  up: 'M4 10l4-4 4 4',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.8 10.8L14 14',
  help: 'M5.5 6a2.5 2.5 0 1 1 3.7 2.2C8.4 8.7 8 9.100 8 10M8 12.700v.3',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  folder: 'M2 4h4l1.500 2H14v7H2z',
  save: 'M8 2v8M5 7l3 3 3-3M3 13h10',
  link: 'M7 9.500l2.500-3M6.500 5.500L8.200 3.600a2.300 2.300 0 0 1 3.400 3.100L9.900 8.700M9.500 10.500l-1.700 1.900a2.300 2.300 0 0 1-3.400-3.100l1.700-2',
  warn: 'M8 2.500l6 11H2zM8 6.500v3.500M8 11.700v.3',
  plus: 'M8 3v10M3 8h10',
  panel: 'M2 3h12v10H2zM10 3v10',
  rail: 'M2 3h12v10H2zM6 3v10',
  strip: 'M2 3h12v10H2zM2 9h12',
} as const;

export type Pictogram = keyof typeof PATHS;

export function Icon({ of }: { of: Pictogram }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={PATHS[of]} />
    </svg>
  );
}
