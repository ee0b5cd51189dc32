import type { Use } from '../conversion/model.ts';

/** One row of `mapshift uses --json`: the keys and their order are a contract. */
export function rowOf(use: Use): Record<string, unknown> {
  return {
    file: use.file,
    line: use.line,
    column: use.column,
    field: use.field,
    record: use.record,
    confidence: use.confidence,
    reason: use.reason,
    function: use.function,
    access: use.access,
    role: use.role,
    stage: use.stage,
    sources: use.sources.map(({ expression, from, confidence, caveats }) => ({
      expression,
      from,
      confidence,
      caveats,
    })),
    condition: use.condition,
    base: use.base,
    roleReason: use.roleReason,
    noSource: use.noSource,
    nearDamage: use.nearDamage,
  };
}
