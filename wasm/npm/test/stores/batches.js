// Batches and records for tests of stores.

/** A batch for one partition. */
export const batch = (partition, { checks = [], puts = [], deletes = [] } = {}) => ({
  partition,
  checks,
  puts,
  deletes,
});

export const put = (key, value = 'x', revision = 1, expiresAt = null) => ({
  key,
  value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
  revision,
  expiresAt,
});

export const record = (...parts) => {
  const { key, ...rest } = put('', ...parts);
  return rest;
};
