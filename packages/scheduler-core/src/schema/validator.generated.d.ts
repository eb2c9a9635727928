// Generated from src/schema/scenario-schema.ts by `node scripts/schema/index.ts`. Do not edit.
export interface ShapeError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}
export declare const validate: ((data: unknown) => boolean) & { errors?: ShapeError[] | null };
