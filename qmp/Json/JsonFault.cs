using System.Text;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Why a message could not be read: the text that QEMU puts into the error's <c>desc</c>, as bytes because it may quote
/// what the peer sent, and the offset in the stream of the byte after which it was known.
/// </summary>
internal sealed class JsonFault(ReadOnlyMemory<byte> description, long offset)
{
    private const int LongestParseText = 1023;              // QEMU formats parse errors into char[1024]

    public static readonly ReadOnlyMemory<byte> TokenSize = Bytes("JSON token size limit exceeded");
    public static readonly ReadOnlyMemory<byte> TokenCount = Bytes("JSON token count limit exceeded");
    public static readonly ReadOnlyMemory<byte> Nesting = Bytes("JSON nesting depth limit exceeded");
    public static readonly ReadOnlyMemory<byte> ExpectingValue = Parse("expecting value");
    public static readonly ReadOnlyMemory<byte> MissingColon = Parse("missing : in object pair");
    public static readonly ReadOnlyMemory<byte> ObjectSeparator = Parse("expected separator in dict");
    public static readonly ReadOnlyMemory<byte> ArraySeparator = Parse("expected separator in list");
    public static readonly ReadOnlyMemory<byte> KeyNotString = Parse("key is not a string in object");
    public static readonly ReadOnlyMemory<byte> DuplicateKey = Parse("duplicate key");
    public static readonly ReadOnlyMemory<byte> InvalidEscape = Parse("invalid escape sequence in string");
    public static readonly ReadOnlyMemory<byte> InvalidUtf8 = Parse("invalid UTF-8 sequence in string");

    public ReadOnlySpan<byte> Description => description.Span;

    public long Offset { get; } = offset;

    /// <summary><c>stray '…'</c>: the token so far, cut at its first NUL (QEMU prints it as a C string), of any length.</summary>
    public static ReadOnlyMemory<byte> Stray(ReadOnlySpan<byte> text)
    {
        int nul = text.IndexOf((byte)0);
        return Bytes("JSON parse error, stray '"u8, nul < 0 ? text : text[..nul], "'"u8);
    }

    public static ReadOnlyMemory<byte> InvalidKeyword(ReadOnlySpan<byte> keyword) => Parse("invalid keyword '"u8, keyword, "'"u8);

    public static ReadOnlyMemory<byte> InvalidCharacter(ReadOnlySpan<byte> escape) => Parse(escape, " is not a valid Unicode character"u8, default);

    public override string ToString() => $"at byte {Offset}: {Encoding.UTF8.GetString(Description)}";

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Bytes(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after) => [.. before, .. quoted, .. after];

    private static byte[] Parse(string text) => Bytes("JSON parse error, " + text);

    private static byte[] Parse(ReadOnlySpan<byte> before, ReadOnlySpan<byte> quoted, ReadOnlySpan<byte> after)
    {
        ReadOnlySpan<byte> text = Bytes(before, quoted, after);
        return [.. "JSON parse error, "u8, .. text[..Math.Min(text.Length, LongestParseText)]];
    }
}
