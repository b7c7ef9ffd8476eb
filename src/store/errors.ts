/** More webhooks are waiting for the disk than the store is willing to hold. The sender is told to come back (503). */
export class StoreBusy extends Error {
  override name = 'StoreBusy';
}

/** The database cannot take or give data right now: full, locked, unreachable, broken. Nothing was stored; trying later is right. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/** A second process opened an SQLite file that a live one owns. */
export class StoreInUse extends Error {
  override name = 'StoreInUse';
}

/** The file fails SQLite's own check: the program must not start on it. */
export class StoreCorrupt extends Error {
  override name = 'StoreCorrupt';
}

/** The database refused a statement for a reason of ours (a broken constraint, wrong SQL): a bug. Carries the driver's code, never the values. */
export class StoreFault extends Error {
  override name = 'StoreFault';
}

/** The lease of this run was lost, and somebody else may be working on the job: nothing of this run may be recorded any more. */
export class StaleClaim extends Error {
  override name = 'StaleClaim';
}

/** The intent is not in a state this change may start from: another run moved it. */
export class IntentMoved extends Error {
  override name = 'IntentMoved';
}

/** The Shopify object is already linked to another bexio object. */
export class LinkTaken extends Error {
  override name = 'LinkTaken';
}
