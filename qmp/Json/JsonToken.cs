namespace QmpFuzz.Qmp.Json;

internal enum JsonTokenKind : byte
{
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Colon,
    Comma,

    /// <summary>A string with its quotes, not yet unescaped.</summary>
    String,

    Integer,
    Float,

    /// <summary>A run of <c>[a-z]</c>, whatever it says.</summary>
    Keyword,

    /// <summary>A lexical error: the text up to and including the offending byte.</summary>
    Stray,

    /// <summary>A token that grew over <see cref="JsonLexer.MaxTokenBytes"/>.</summary>
    Oversized,
}

/// <summary>One token; its text is good until the lexer is called again.</summary>
internal readonly ref struct JsonToken(JsonTokenKind kind, ReadOnlySpan<byte> text)
{
    public JsonTokenKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Text { get; } = text;
}
