using System.Buffers;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// Unescapes string tokens and checks their bytes, as parse_string() of QEMU's json-parser.c does: modified UTF-8 (C0 80 is
/// U+0000), no noncharacters, no surrogates.
/// </summary>
internal static class JsonStringDecoder
{
    private const int Invalid = -1;

    private static readonly SearchValues<byte> EscapesAndHighBytes = SearchValues.Create(
        [(byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(value => (byte)value)]);

    /// <summary>
    /// Where a double-quoted string ends that began before this position: the place after its closing quote, or -1 if the lexer
    /// would refuse a byte of it or the quote is not at hand.
    /// </summary>
    public static int FindEnd(ReadOnlySpan<byte> bytes, int position)
    {
        int run;
        while ((run = bytes[position..].IndexOfAny(JsonLexer.EndOfDoubleQuoted)) >= 0)
        {
            position += run + 1;
            byte stop = bytes[position - 1];
            if (stop == '"')
            {
                return position;
            }

            if (stop != '\\' || position == bytes.Length || bytes[position] is < 0x20 or >= 0xFE)
            {
                return -1;
            }

            position++;
        }

        return -1;
    }

    /// <summary>Appends the text of a token (given with its quotes); returns the first fault's description, or empty.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> token, ByteBuffer text, JsonSyntax syntax)
    {
        ReadOnlySpan<byte> rest = token[1..^1];
        while (true)
        {
            int plain = rest.IndexOfAny(EscapesAndHighBytes);
            if (plain < 0)
            {
                text.Append(rest);
                return default;
            }

            text.Append(rest[..plain]);
            rest = rest[plain..];

            // the escape's text in an error may run on to the closing quote
            ReadOnlyMemory<byte> fault = rest[0] == '\\'
                ? DecodeEscape(token[(token.Length - 1 - rest.Length)..], text, syntax.IsStrict, out int taken)
                : DecodeCharacter(rest, text, syntax.IsStrict, out taken);
            if (!fault.IsEmpty)
            {
                return fault;
            }

            rest = rest[taken..];
        }
    }

    private static ReadOnlyMemory<byte> DecodeCharacter(ReadOnlySpan<byte> rest, ByteBuffer text, bool strict, out int taken)
    {
        int codePoint = strict ? ModifiedUtf8.DecodeStrictly(rest, out taken) : ModifiedUtf8.Decode(rest, out taken);
        if (codePoint < 0)
        {
            return JsonFault.InvalidUtf8;
        }

        text.Append(rest[..taken]);                         // what is valid is already in the form it is kept in
        return default;
    }

    private static ReadOnlyMemory<byte> DecodeEscape(ReadOnlySpan<byte> escape, ByteBuffer text, bool strict, out int taken)
    {
        taken = 2;
        switch (escape[1])
        {
            case (byte)'\'' when strict: return JsonFault.InvalidEscape;
            case (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)'/': text.Append(escape[1]); return default;
            case (byte)'b': text.Append((byte)'\b'); return default;
            case (byte)'f': text.Append((byte)'\f'); return default;
            case (byte)'n': text.Append((byte)'\n'); return default;
            case (byte)'r': text.Append((byte)'\r'); return default;
            case (byte)'t': text.Append((byte)'\t'); return default;
            case (byte)'u': return DecodeUnicode(escape, text, strict, out taken);
            default: return JsonFault.InvalidEscape;
        }
    }

    private static ReadOnlyMemory<byte> DecodeUnicode(ReadOnlySpan<byte> escape, ByteBuffer text, bool strict, out int taken)
    {
        int codePoint = Hex4(escape[2..]);
        taken = 6;
        if (codePoint is >= 0xD800 and <= 0xDBFF && escape.Length > 7 && escape[6] == '\\' && escape[7] == 'u')
        {
            int trailing = Hex4(escape[8..]);
            bool pair = trailing is >= 0xDC00 and <= 0xDFFF;
            codePoint = pair ? 0x10000 + ((codePoint & 0x3FF) << 10) + (trailing & 0x3FF) : Invalid;
            taken = pair ? 12 : taken;
        }

        if (!(strict ? ModifiedUtf8.IsScalar(codePoint) : ModifiedUtf8.IsCharacter(codePoint)))
        {
            return JsonFault.InvalidCharacter(escape[..Math.Min(taken, escape.Length)]);
        }

        text.Commit(ModifiedUtf8.Encode(codePoint, text.Reserve(4)));
        return default;
    }

    private static int Hex4(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        for (int i = 0; i < 4; i++)
        {
            if (i >= digits.Length || !char.IsAsciiHexDigit((char)digits[i]))
            {
                return Invalid;
            }

            value = (value << 4) | (digits[i] <= '9' ? digits[i] - '0' : (digits[i] & 0x0F) + 9);
        }

        return value;
    }
}
