namespace QmpFuzz.Qmp.Extensions;

/// <summary>A type of an introspected schema; other types are named, for the schema has cycles.</summary>
public abstract record SchemaType;

/// <summary>A JSON type: string, number, int, boolean, null, or "value" for anything.</summary>
public sealed record BuiltinSchema(string JsonType) : SchemaType;

public sealed record EnumSchema(IReadOnlyList<string> Values) : SchemaType;

public sealed record ArraySchema(string Element) : SchemaType;

/// <summary>One of several types, told apart by their JSON types.</summary>
public sealed record AlternateSchema(IReadOnlyList<string> Types) : SchemaType;

/// <summary>Members by name; in a union the value of <paramref name="Tag"/> says in which type there are more.</summary>
public sealed record ObjectSchema(IReadOnlyDictionary<string, SchemaMember> Members, string? Tag, IReadOnlyDictionary<string, string> Variants) : SchemaType;

public sealed record SchemaMember(string Name, string Type, bool Optional);

public sealed record SchemaCommand(string Name, string Arguments, string Result);

public sealed record SchemaEvent(string Name, string Data);
