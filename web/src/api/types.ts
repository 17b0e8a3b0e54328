/** What the server answers; docs/api.md says the same in words. */

export type Question = 'structure' | 'parameters' | 'features' | 'decision' | 'training' | 'health';

export interface Session {
  version: string;
  languages: string[];
  questions: { id: Question; title: string }[];
  samples: Sample[];
  recent: { path: string; name: string }[];
  models: Model[];
  picker: boolean;
  limits: { uploadBytes: number };
}

export interface Sample {
  id: string;
  title: string;
  what: string;
  model: string;
  inputs: { title: string; path: string }[];
  picture: string | null;
}

export type Dim = number | string | null;

export interface Value {
  name: string;
  type: string | null;
  shape: Dim[] | null;
}

export interface Model {
  id: string;
  name: string;
  path: string;
  /** The file whose weights are laid over it. */
  weights: string | null;
  bytes: number;
  producer: string;
  opset: number;
  nodes: number;
  parameters: number;
  parameterBytes: number;
  /** `declared` until the server has inferred the types. */
  types: 'declared' | 'inferred';
  macs: number | null;
  inputs: Value[];
  outputs: Value[];
  operators: Record<string, number>;
  /** How many files of program text the model's file carries. */
  sources: number;
  labels: number;
  task: string | null;
  notes: string[];
  inputsOpen: Input[];
}

/** Program text: a file, or the part of one that begins with a line. */
export interface Source {
  file: string;
  line: number;
  text: string;
}

/** One state of a network: opened by its path, or by path and weights. */
export interface Checkpoint {
  /** The step, or the file's name. */
  name: string;
  file: string;
  step: number | null;
  path: string;
  weights: string | null;
}

export interface Series {
  checkpoints: Checkpoint[];
  left: { file: string; why: string }[];
}

/** What the file tells of its layers at once. */
export interface LayerNames {
  count: number;
  name: string[];
  op: string[];
  category: string[];
  module: string[];
  tensor: string[];
  parameters: number[];
}

/** What is known of layers once types are inferred. */
export interface LayerTypes {
  shape: (Dim[] | null)[];
  macs: (number | null)[];
  activationBytes: (number | null)[];
  maps: number[];
}

export type Layers = LayerNames & LayerTypes;

export interface Types {
  model: Model;
  layers: LayerTypes;
}

/** A column of few different values. */
export interface Coded<T> {
  values: T[];
  at: number[];
}

export interface Layer {
  index: number;
  name: string;
  op: string;
  domain: string;
  category: string;
  module: string;
  inputs: (Value & { weight: boolean })[];
  outputs: Value[];
  /** `inside` is the place of an inner graph, to be opened as `FILE#PLACE`. */
  attributes: { name: string; value: string; inside?: string }[];
  weights: { tensor: string; role: string; type: string; shape: Dim[]; elements: number }[];
  parameters: number;
  macs: number | null;
  activationBytes: number | null;
  from: number[];
  to: number[];
}

export interface GraphLayout {
  width: number;
  height: number;
  boxes: {
    kind: number[];
    x: number[];
    y: number[];
    w: number[];
    h: number[];
    label: string[];
    category: number[];
    layer: number[];
    last: number[];
    layers: number[];
    module: number[];
    chips: string[];
    depth: number[];
  };
  edges: { from: number[]; to: number[]; start: number[]; points: number[]; tensor: string[] };
  boxOf: number[];
  modules: string[];
  categories: string[];
}

export interface Input {
  id: string;
  name: string;
  args: string[];
  kind: 'picture' | 'tensor' | 'folder';
  width: number | null;
  height: number | null;
  folder: string | null;
  items: number | null;
  preprocess: { text: string; written: string | null; guessed: boolean };
  tensors: Value[];
}

export interface Parameter {
  name: string;
  type: 'int' | 'float' | 'choice' | 'text' | 'tensor' | 'flag';
  default: string;
  range: string;
  /** Its short name in a form. */
  label: string;
  title: string;
  /** What a form calls the values of a choice. */
  choices: Record<string, string>;
  /** It is of use only while that parameter has one of these values. */
  when: { parameter: string; values: string[] } | null;
}

export interface Card {
  id: string;
  title: string;
  question: Question;
  family: string;
  what: string;
  read: string;
  doubt: string;
  paper: string | null;
  needs: string[];
  parameters: Parameter[];
  applicable: boolean;
  reason: string;
}

export interface Scale {
  low: number;
  high: number;
  diverging: boolean;
  clipped: number | null;
  signal: boolean;
}

export interface Plane {
  rows: number;
  columns: number;
  at: number;
  scale: Scale;
}

export interface Rgb {
  width: number;
  height: number;
  at: number;
}

export interface Cell {
  caption: string | null;
  dead: boolean;
  content: Plane | Rgb;
}

export interface ImageArtifact {
  kind: 'image';
  title: string;
  rgb: Rgb;
  boxes: { x0: number; y0: number; x1: number; y1: number; label: string; kind: number }[];
}

export interface HeatmapArtifact {
  kind: 'heatmap';
  title: string;
  plane: Plane;
  rowAxis: string;
  columnAxis: string;
}

export type Artifact =
  | { kind: 'board'; title: string; columns: number; parts: Artifact[] }
  | { kind: 'chart'; title: string; svg: string }
  | {
      kind: 'table';
      title: string;
      columns: { name: string; kind: 'text' | 'number' | 'count' | 'bytes' | 'share' }[];
      rows: (string | number | null)[][];
    }
  | { kind: 'grid'; title: string; columns: number; cell: number; bare: boolean; cells: Cell[] }
  | HeatmapArtifact
  | ImageArtifact
  | { kind: 'overlay'; title: string; base: ImageArtifact; heat: HeatmapArtifact; opacity: number }
  | { kind: 'graph'; title: string };

export interface Look {
  method: string;
  seconds: number;
  readings: string[];
  notes: string[];
  facts: Record<string, unknown>;
  artifact: Artifact;
  data: { name: string; type: string; shape: number[] }[];
  /** The nodes of a model that computes it, where there is one. */
  model: number | null;
  valueBytes: number;
}

export interface Folder {
  folder: string;
  parent: string | null;
  entries: { name: string; path: string; folder: boolean; bytes: number; kind: 'model' | 'input' | 'other' }[];
}
