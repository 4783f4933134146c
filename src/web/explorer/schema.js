// The schema as the service tells it: asked for once, then looked up.

const QUERY = `query Schema {
  __schema {
    queryType { name }
    mutationType { name }
    subscriptionType { name }
    directives { name description locations args { ...Input } }
    types {
      kind name description specifiedByURL isOneOf
      fields(includeDeprecated: true) {
        name description isDeprecated deprecationReason
        args(includeDeprecated: true) { ...Input }
        type { ...Ref }
      }
      inputFields(includeDeprecated: true) { ...Input }
      interfaces { name }
      possibleTypes { name }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    }
  }
}
fragment Input on __InputValue { name description defaultValue isDeprecated deprecationReason type { ...Ref } }
fragment Ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }`;

export class Schema {
  constructor(told) {
    this.types = new Map(told.types.map((it) => [it.name, it]));
    this.roots = {
      query: told.queryType?.name,
      mutation: told.mutationType?.name,
      subscription: told.subscriptionType?.name,
    };
    const stands = (it) => it.locations.some((place) => ["FIELD", "INLINE_FRAGMENT", "QUERY"].includes(place));
    this.directives = told.directives.filter(stands).map((it) => it.name).sort();
  }

  /** Asks for the schema by `ask`, which takes a request and gives its answer. */
  static async load(ask) {
    const { data } = await ask({ query: QUERY, operationName: "Schema" });
    return data ? new Schema(data.__schema) : null;
  }

  type(name) {
    return this.types.get(name);
  }

  field(typeName, name) {
    return this.type(typeName)?.fields?.find((it) => it.name === name);
  }

  /** The types that people have to do with: roots first, then by name. */
  listed() {
    const roots = Object.values(this.roots).filter(Boolean);
    const others = [...this.types.keys()].filter((it) => !it.startsWith("__") && !roots.includes(it)).sort();
    return [...roots, ...others].map((it) => this.type(it));
  }

  /** Where a type is what is got or what is given: `Type.field` pairs. */
  usedBy(name) {
    const found = [];
    for (const type of this.types.values()) {
      if (type.name.startsWith("__")) continue;
      for (const field of [...(type.fields ?? []), ...(type.inputFields ?? [])]) {
        const given = field.args?.some((it) => named(it.type) === name);
        if (named(field.type) === name || given) found.push({ type: type.name, field: field.name });
      }
    }
    return found;
  }
}

/** The name of the type within its lists and non-nulls. */
export function named(ref) {
  let type = ref;
  while (type?.ofType) type = type.ofType;
  return type?.name ?? "";
}

/** What stands before and after that name: `[State!]!` is `["[", "!]!"]`. */
export function around(ref) {
  let [before, after] = ["", ""];
  for (let type = ref; type?.ofType; type = type.ofType) {
    if (type.kind === "LIST") [before, after] = [`${before}[`, `]${after}`];
    else after = `!${after}`;
  }
  return [before, after];
}

/** A type as a document writes it. */
export function written(ref) {
  const [before, after] = around(ref);
  return `${before}${named(ref)}${after}`;
}
