// Reads what the layer test needs from one source file, with TypeScript's own parser: its imports of every
// kind, variables of the module that can be reassigned, and SQL in string literals.
import ts from 'typescript';

type ImportKind = 'static' | 'type' | 'dynamic';

export interface ImportSeen {
  specifier: string;
  kind: ImportKind;
  line: number;
}

export interface ModuleSeen {
  imports: ImportSeen[];
  /** Lines with a `let` at the top level of the module. */
  letLines: number[];
  sqlLines: number[];
}

const sql =
  /\b(SELECT\s[\s\S]+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX)|BEGIN\s+IMMEDIATE|PRAGMA\s+\w)/;

/** `path` decides how the source is read: of a Svelte component only the scripts count. */
export function readModule(path: string, source: string): ModuleSeen {
  if (!path.endsWith('.svelte')) return readScript(path, source, true);
  const seen: ModuleSeen = { imports: [], letLines: [], sqlLines: [] };
  // The state of a component instance is written with `let`; only a module script is shared by instances.
  for (const { text, isModule } of scriptsOf(source)) {
    const script = readScript(`${path}.ts`, text, isModule);
    seen.imports.push(...script.imports);
    seen.letLines.push(...script.letLines);
    seen.sqlLines.push(...script.sqlLines);
  }
  return seen;
}

/** Each script keeps its line numbers: what stands before it becomes empty lines. */
function scriptsOf(source: string): { text: string; isModule: boolean }[] {
  return [...source.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)].map((match) => {
    const [whole, attributes = '', body = ''] = match;
    const start = match.index + whole.indexOf('>') + 1;
    const linesBefore = source.slice(0, start).split('\n').length - 1;
    return { text: '\n'.repeat(linesBefore) + body, isModule: /\bmodule\b/.test(attributes) };
  });
}

function readScript(path: string, source: string, isModule: boolean): ModuleSeen {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const seen: ModuleSeen = { imports: [], letLines: [], sqlLines: [] };
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

  const add = (node: ts.Node, specifier: ts.Node | undefined, kind: ImportKind): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      seen.imports.push({ specifier: specifier.text, kind, line: lineOf(node) });
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, isTypeOnly(node.importClause) ? 'type' : 'static');
    } else if (ts.isExportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    } else if (ts.isImportTypeNode(node)) {
      if (ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, 'type');
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], 'dynamic');
    } else if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      if (sql.test(node.getText(file))) seen.sqlLines.push(lineOf(node));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);

  for (const statement of isModule ? file.statements : []) {
    if (ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Let) !== 0) {
      seen.letLines.push(lineOf(statement));
    }
  }
  return seen;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every((element) => element.isTypeOnly)
  );
}
