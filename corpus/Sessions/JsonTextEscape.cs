using System.Buffers;

namespace QmpFuzz.Corpus.Sessions;

/// <summary>Escapes UTF-8 text for a JSON string: quote, backslash and controls, nothing else (RFC 8259 section 7).</summary>
internal static class JsonTextEscape
{
    private static readonly SearchValues<byte> MustBeEscaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    /// <summary>Writes into <paramref name="output"/>, which has room for six times the text; returns the bytes written.</summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        int written = 0;
        while (true)
        {
            int plain = text.IndexOfAny(MustBeEscaped);
            if (plain < 0)
            {
                text.CopyTo(output[written..]);
                return written + text.Length;
            }

            text[..plain].CopyTo(output[written..]);
            written += plain;
            written += EscapeOne(text[plain], output[written..]);
            text = text[(plain + 1)..];
        }
    }

    private static int EscapeOne(byte character, Span<byte> output)
    {
        ReadOnlySpan<byte> escape = character switch
        {
            (byte)'"' => "\\\""u8,
            (byte)'\\' => "\\\\"u8,
            (byte)'\n' => "\\n"u8,
            (byte)'\r' => "\\r"u8,
            (byte)'\t' => "\\t"u8,
            (byte)'\b' => "\\b"u8,
            (byte)'\f' => "\\f"u8,
            _ => "\\u00"u8,
        };
        escape.CopyTo(output);
        if (escape.Length == 2)
        {
            return 2;
        }

        output[4] = (byte)('0' + (character >> 4));
        output[5] = "0123456789abcdef"u8[character & 0xF];
        return 6;
    }
}
