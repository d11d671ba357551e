import ts from 'typescript';

/**
 * The manifest's source with one service left, so that its bundle holds no other service's code.
 * @throws when the source has no `services` object with that service
 */
export function onlyService(source: string, service: string): string {
  const file = ts.createSourceFile('manifest.ts', source, ts.ScriptTarget.Latest, true);
  const { properties } = servicesOf(file);
  const kept = properties.find((property) => nameOf(property) === service);
  if (!kept) throw new Error(`The manifest has no service "${service}".`);
  const first = properties[0]?.getFullStart() ?? 0;
  return source.slice(0, first) + kept.getFullText() + source.slice(properties.end);
}

function servicesOf(file: ts.SourceFile): ts.ObjectLiteralExpression {
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (name.getText() !== 'services') continue;
      let expression = initializer;
      while (expression && (ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))) {
        expression = expression.expression;
      }
      if (expression && ts.isObjectLiteralExpression(expression)) return expression;
    }
  }
  throw new Error('functions/manifest.ts declares no object "services"; keep it one literal.');
}

function nameOf({ name }: ts.ObjectLiteralElementLike): string | undefined {
  return name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined;
}
