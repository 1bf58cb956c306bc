namespace QmpFuzz.Qmp.Json;

/// <summary>Which JSON is accepted, where QEMU's and RFC 8259 differ. Recovery after an error is the same.</summary>
internal sealed record JsonSyntax
{
    /// <summary>As json-lexer.c and json-parser.c of QEMU 7.2 have it.</summary>
    public static readonly JsonSyntax Qemu = new();

    /// <summary>As the RFC has it; its duplicate keys, lone surrogates and bytes that are not UTF-8, which it leaves open, are refused.</summary>
    public static readonly JsonSyntax Rfc8259 = new() { IsStrict = true };

    /// <summary>
    /// Single quotes and <c>\'</c> are errors, so is C0 80 for U+0000; noncharacters and an exponent directly after a single 0 are not.
    /// </summary>
    public bool IsStrict { get; private init; }
}
