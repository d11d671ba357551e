/** A node of protobufjs's JSON (protobufjs, "JSON descriptors"): a namespace, message, enum or service. */
interface Node {
  nested?: Record<string, Node>;
  fields?: Record<string, { type: string; keyType?: string; extend?: string }>;
  methods?: Record<string, { requestType: string; responseType: string; options?: unknown }>;
  values?: unknown;
}

/**
 * Of protobufjs's JSON what one service needs to be called: the service, and each type that its methods reach.
 * Options of methods are left out; they say how REST would be spoken.
 * @param service its full name, e.g. `google.firestore.v1.Firestore`
 * @throws when the service or a type that it names is not there
 */
export function reachable(json: string, service: string): string {
  const root = JSON.parse(json) as Node;
  const kept = new Set<string>();
  const waiting: { name: string; from: string }[] = [{ name: service, from: '' }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = resolved(root, next.name, next.from);
    if (kept.has(path)) continue;
    kept.add(path);
    for (const name of namedBy(nodeAt(root, path))) waiting.push({ name, from: path });
  }
  return JSON.stringify(pruned(root, '', kept));
}

const scalars = new Set(
  'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes'.split(
    ' ',
  ),
);

function namedBy(node: Node | undefined): string[] {
  const fields = Object.values(node?.fields ?? {}).map(({ type }) => type);
  const methods = Object.values(node?.methods ?? {}).flatMap(({ requestType, responseType }) => [
    requestType,
    responseType,
  ]);
  return [...fields, ...methods].filter((name) => !scalars.has(name));
}

/** A name means what it does in the innermost scope that has it, as in .proto files. */
function resolved(root: Node, name: string, from: string): string {
  const scopes = from.split('.');
  for (let depth = scopes.length; depth >= 0; depth--) {
    const path = [...scopes.slice(0, depth), name].filter(Boolean).join('.');
    const found = nodeAt(root, path);
    if (found && (found.fields || found.values || found.methods)) return path;
  }
  throw new Error(`${name}, which ${from || 'the build'} asks for, is not in the protobuf JSON`);
}

function nodeAt(root: Node, path: string): Node | undefined {
  return path.split('.').reduce<Node | undefined>((node, part) => node?.nested?.[part], root);
}

function pruned(node: Node, path: string, kept: ReadonlySet<string>): Node {
  const { nested, methods, ...content } = node;
  // A message that is here for one inside it only is a mere name: its own fields may lack their types.
  const own = kept.has(path) ? content : {};
  const inner = Object.entries(nested ?? {}).flatMap(([name, child]) => {
    const at = path ? `${path}.${name}` : name;
    const isNeeded = [...kept].some((other) => other === at || other.startsWith(`${at}.`));
    return isNeeded ? [[name, pruned(child, at, kept)] as const] : [];
  });
  return {
    ...own,
    ...(methods && kept.has(path) && { methods: withoutOptions(methods) }),
    ...(inner.length > 0 && { nested: Object.fromEntries(inner) }),
  };
}

function withoutOptions(methods: NonNullable<Node['methods']>) {
  return Object.fromEntries(
    Object.entries(methods).map(([name, { options: _, ...method }]) => [name, method]),
  );
}
