// graphql-codegen's preset for clients, over the schema as the service gives it and every operation of schema/operations;
// and what it makes compiles strictly, together with a program that uses it.

import { codegen } from '@graphql-codegen/core';
import { preset } from '@graphql-codegen/client-preset';
import { buildClientSchema, getIntrospectionQuery, parse, printSchema } from 'graphql';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

import { expect, operation, ROOT } from './documents.mjs';

const FOLDER = fileURLToPath(new URL('./codegen/', import.meta.url));

// What stands for the scalars of the schema in JSON.
const scalars = { Date: 'string', DateTime: 'string', LocalDateTime: 'string', YearMonth: 'string', JSON: 'unknown' };

export default async function generate({ url, tokens }) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.admin}` },
    body: JSON.stringify({ query: getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }) }),
  });
  const { data, errors } = await response.json();
  expect(!errors, 'the service tells its schema', errors);
  const schema = parse(printSchema(buildClientSchema(data)));

  const files = (await readdir(`${ROOT}schema/operations`)).filter((it) => it.endsWith('.graphql')).sort();
  const documents = files.map((it) => {
    const rawSDL = operation(it.replace(/\.graphql$/, ''));
    return { location: join(ROOT, 'schema/operations', it), document: parse(rawSDL), rawSDL };
  });

  await rm(join(FOLDER, 'generated'), { recursive: true, force: true });
  const config = { strictScalars: true, scalars, useTypeImports: false };
  const sections = await preset.buildGeneratesSection({
    baseOutputDir: `${FOLDER}generated/`,
    schema,
    documents,
    config,
    presetConfig: { fragmentMasking: { unmaskFunctionName: 'unmask' } },
    plugins: [],
    pluginMap: {},
    pluginContext: {},
    documentTransforms: [],
    emitLegacyCommonJSImports: false,
  });
  for (const section of sections) {
    await mkdir(dirname(section.filename), { recursive: true });
    await writeFile(section.filename, await codegen(section));
  }

  const program = ts.createProgram([join(FOLDER, 'program.ts')], {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
  });
  const faults = ts.getPreEmitDiagnostics(program);
  const host = { getCanonicalFileName: (it) => it, getCurrentDirectory: () => FOLDER, getNewLine: () => '\n' };
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults.slice(0, 20), host));
  return `types of ${files.length} operations, and a program that uses them, compile strictly`;
}
