// What Vega takes for granted of the place where it runs.
globalThis.window = globalThis;
globalThis.console ??= {};
for (const k of ['log', 'info', 'warn', 'error', 'debug']) console[k] = () => {};
globalThis.setTimeout = f => { Promise.resolve().then(f); return 0; };
globalThis.setInterval = () => 0;
globalThis.clearTimeout = globalThis.clearInterval = () => {};
globalThis.structuredClone = function clone(v) {
  if (v === null || typeof v !== 'object') return v;
  if (Array.isArray(v)) return v.map(clone);
  if (v instanceof Date) return new Date(v);
  if (v instanceof Map) return new Map([...v].map(([k, x]) => [clone(k), clone(x)]));
  if (v instanceof Set) return new Set([...v].map(clone));
  return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, clone(x)]));
};
