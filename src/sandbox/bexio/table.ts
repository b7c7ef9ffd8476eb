/** Rows of one kind with their own running number, as a database table has. */
export type Table<Row extends { id: number }> = {
  all(): Row[];
  get(id: number): Row | undefined;
  /** Takes the next number, also when the row is deleted again later. */
  add(build: (id: number) => Row): Row;
  remove(id: number): void;
  size(): number;
};

/** `firstId` differs by company and table, so that a client with ids written into its code fails. */
export function createTable<Row extends { id: number }>(firstId = 1): Table<Row> {
  const rows = new Map<number, Row>();
  let nextId = firstId;
  return {
    all: () => [...rows.values()],
    get: (id) => rows.get(id),
    add(build) {
      const row = build(nextId);
      nextId += 1;
      rows.set(row.id, row);
      return row;
    },
    remove: (id) => {
      rows.delete(id);
    },
    size: () => rows.size,
  };
}
