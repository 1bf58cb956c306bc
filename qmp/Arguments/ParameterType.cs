namespace QmpFuzz.Qmp.Arguments;

/// <summary>What an argument must look like, in the terms of a QAPI schema.</summary>
internal abstract record ParameterType
{
    public static readonly ParameterType Any = new AnyType();
    public static readonly ParameterType String = new ScalarType("string");
    public static readonly ParameterType Integer = new ScalarType("integer");
    public static readonly ParameterType Boolean = new ScalarType("boolean");

    public static ParameterType Enum(params string[] values) => new EnumType([.. values.Select(System.Text.Encoding.UTF8.GetBytes)]);

    public static ParameterType ArrayOf(ParameterType element) => new ArrayType(element);
}

/// <summary>Any value.</summary>
internal sealed record AnyType : ParameterType;

/// <summary>A string, integer or boolean; the name is the one in the error.</summary>
internal sealed record ScalarType(string Name) : ParameterType;

/// <summary>One of some strings.</summary>
internal sealed record EnumType(IReadOnlyList<byte[]> Values) : ParameterType;

/// <summary>Elements of one type.</summary>
internal sealed record ArrayType(ParameterType Element) : ParameterType;

/// <summary>An object; in a union the member <paramref name="Tag"/> says which other members there are.</summary>
internal sealed record StructType(IReadOnlyList<Parameter> Members, string? Tag = null, IReadOnlyDictionary<string, IReadOnlyList<Parameter>>? Variants = null)
    : ParameterType;

/// <summary>One named argument.</summary>
internal sealed record Parameter(string Name, ParameterType Type, bool Optional = false)
{
    public byte[] Utf8Name { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}
