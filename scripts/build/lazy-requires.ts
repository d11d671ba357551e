import ts from 'typescript';

/** The shapes in which compilers write an import that became CommonJS. */
const helpers: ReadonlySet<string> = new Set(['__importStar', '__importDefault']);

interface Edit {
  start: number;
  end: number;
  text: string;
}

/**
 * CommonJS whose requires at the top run where their names are first used, so that a start loads what it uses and not
 * what it might. A name that is declared or assigned again anywhere in the file stays as it is.
 */
export function lazyRequires(source: string): string {
  const file = ts.createSourceFile('module.js', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const required = requiresOf(file);
  if (required.size === 0) return source;
  const uses = usesOf(file, required);
  const edits = [...required].flatMap(([name, { statement, initializer }]): Edit[] => {
    const found = uses.get(name);
    // Required and never named: for what it does when it loads.
    if (!found?.length) return [];
    const text = `let ${name}$; const ${name}$$ = () => (${name}$ ??= ${initializer.getText()});`;
    return [{ start: statement.getStart(), end: statement.end, text }, ...found];
  });
  return edited(source, edits);
}

interface Required {
  statement: ts.VariableStatement;
  initializer: ts.Expression;
}

function requiresOf(file: ts.SourceFile): Map<string, Required> {
  const required = new Map<string, Required>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration, second] = statement.declarationList.declarations;
    if (!declaration?.initializer || second || !ts.isIdentifier(declaration.name)) continue;
    const { initializer, name } = declaration;
    if (isRequire(initializer)) required.set(name.text, { statement, initializer });
  }
  return required;
}

function isRequire(node: ts.Expression): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const [argument, second] = node.arguments;
  if (!argument || second) return false;
  if (helpers.has(node.expression.text)) return isRequire(argument);
  return node.expression.text === 'require' && ts.isStringLiteral(argument);
}

/** What to write for each use of a required name; no entry for a name that means more than one thing. */
function usesOf(file: ts.SourceFile, required: ReadonlyMap<string, Required>): Map<string, Edit[]> {
  const uses = new Map<string, Edit[]>([...required.keys()].map((name) => [name, []]));
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && required.has(node.text)) {
      const declared = required.get(node.text)?.statement.declarationList.declarations[0]?.name;
      if (node !== declared) {
        const use = useOf(node);
        if (use === 'binds') uses.delete(node.text);
        else if (use) uses.get(node.text)?.push(use);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses;
}

function useOf(node: ts.Identifier): Edit | 'binds' | undefined {
  const { parent } = node;
  const call = `(${node.text}$$())`;
  const { end } = node;
  const start = node.getStart();
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return undefined;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return undefined;
  if (ts.isClassElement(parent) && parent.name === node) return undefined;
  if (ts.isShorthandPropertyAssignment(parent)) return { start, end, text: `${node.text}: ${call}` };
  if (isBinding(node)) return 'binds';
  return reExport(node) ?? { start, end, text: call };
}

function isBinding(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.name === node || parent.propertyName === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.name === node;
  if (ts.isFunctionLike(parent) || ts.isClassLike(parent)) return parent.name === node;
  const isAssignment =
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  return isAssignment && parent.left === node;
}

/** `exports.a = required` or `exports.a = required.b`, on a line of its own: a getter, or it would load at once. */
function reExport(node: ts.Identifier): Edit | undefined {
  const value = ts.isPropertyAccessExpression(node.parent) ? node.parent : node;
  const assignment = value.parent;
  if (!ts.isBinaryExpression(assignment) || assignment.right !== value) return undefined;
  if (assignment.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { left } = assignment;
  const statement = assignment.parent;
  if (!ts.isExpressionStatement(statement) || !ts.isSourceFile(statement.parent)) return undefined;
  if (!ts.isPropertyAccessExpression(left) || left.expression.getText() !== 'exports') return undefined;
  const member = ts.isPropertyAccessExpression(value) ? `.${value.name.text}` : '';
  const got = `${node.text}$$()${member}`;
  const text = `Object.defineProperty(exports, ${JSON.stringify(left.name.text)}, { enumerable: true, configurable: true, get: () => ${got} });`;
  return { start: statement.getStart(), end: statement.end, text };
}

function edited(source: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].sort((a, b) => a.start - b.start);
  let text = '';
  let at = 0;
  for (const edit of inOrder) {
    text += source.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + source.slice(at);
}
