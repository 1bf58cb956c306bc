using System.Buffers;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>
/// QEMU prints doubles with <c>%.17g</c>, so infinity is the bare word <c>inf</c>, which is not JSON. To judge the rest of such a
/// line, the words outside strings are replaced by a number that is infinite too.
/// </summary>
internal static class Infinity
{
    /// <summary>A JSON number beyond the range of a double.</summary>
    public static ReadOnlySpan<byte> Number => "1e999"u8;

    private static readonly SearchValues<byte> WordsOrQuotes = SearchValues.Create("\"in"u8);

    /// <summary>Whether a bare <c>inf</c> or <c>nan</c> is possible at all: a quick look that most lines fail.</summary>
    public static bool MayOccur(ReadOnlySpan<byte> line) => line.IndexOf("inf"u8) >= 0 || line.IndexOf("nan"u8) >= 0;

    /// <summary>Copies the line with bare words replaced; false if there were none.</summary>
    public static bool Replace(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> copy)
    {
        bool found = false;
        while (line.IndexOfAny(WordsOrQuotes) is int at and >= 0)
        {
            int skipped = line[at] == '"' ? StringLength(line[at..]) : WordLength(line[at..]);
            copy.Write(line[..at]);
            copy.Write(IsWord(line[at..]) ? Number : line.Slice(at, skipped));
            found |= IsWord(line[at..]);
            line = line[(at + skipped)..];
        }

        copy.Write(line);
        return found;
    }

    private static bool IsWord(ReadOnlySpan<byte> text) => text.StartsWith("inf"u8) || text.StartsWith("nan"u8);

    private static int WordLength(ReadOnlySpan<byte> text) => IsWord(text) ? 3 : 1;

    private static int StringLength(ReadOnlySpan<byte> text)
    {
        int length = 1;
        while (length < text.Length && text[length] != '"')
        {
            length += text[length] == '\\' ? 2 : 1;
        }

        return Math.Min(length + 1, text.Length);
    }
}
