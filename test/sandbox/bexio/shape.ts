/** Every path of a JSON value with the kind of what is there: "100.000000" is another kind than "100". */
export function shapeOf(value: unknown): Map<string, string> {
  const shape = new Map<string, string>();
  collect(value, '', shape);
  return shape;
}

function collect(value: unknown, path: string, shape: Map<string, string>): void {
  if (Array.isArray(value)) {
    merge(shape, path, value.length === 0 ? 'empty list' : 'list');
    for (const item of value) {
      collect(item, `${path}[]${typeSuffix(item)}`, shape);
    }
  } else if (typeof value === 'object' && value !== null) {
    merge(shape, path, 'object');
    for (const [name, item] of Object.entries(value)) {
      collect(item, `${path}.${name}`, shape);
    }
  } else {
    merge(shape, path, kindOf(value));
  }
}

/** Positions of different types are different things in one list. */
function typeSuffix(item: unknown): string {
  const type = typeof item === 'object' && item !== null && 'type' in item ? item.type : undefined;
  return typeof type === 'string' && type.startsWith('KbPosition') ? `(${type})` : '';
}

/** Rows of one list may have null where others have a value. */
function merge(shape: Map<string, string>, path: string, kind: string): void {
  const known = shape.get(path);
  if (known === undefined || known === 'null') {
    shape.set(path, kind);
  } else if (kind !== 'null' && kind !== known) {
    shape.set(path, 'text');
  }
}

const textKinds: readonly (readonly [RegExp, string])[] = [
  [/^-?\d+\.\d{6}$/, 'decimal with 6 places'],
  [/^-?\d+\.\d{4}$/, 'decimal with 4 places'],
  [/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'moment'],
  [/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}$/, 'moment with offset'],
  [/^\d{4}-\d{2}-\d{2}$/, 'date'],
];

function kindOf(value: unknown): string {
  if (value === null) {
    return 'null';
  }
  if (typeof value !== 'string') {
    return typeof value;
  }
  return textKinds.find(([pattern]) => pattern.test(value))?.[1] ?? 'text';
}
