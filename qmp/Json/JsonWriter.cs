using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace QmpFuzz.Qmp.Json;

/// <summary>Writes JSON as QEMU does: one line, ", " and ": ", members in <see cref="KeyOrder"/>, ASCII only.</summary>
internal static class JsonWriter
{
    private const int RanksOnStack = 32;

    // what may stand in a string as it is
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 256).Where(value => value is < 0x20 or >= 0x7F or '"' or '\\').Select(value => (byte)value)]);

    /// <summary>Any value. QEMU writes infinity as the bare word <c>inf</c>; else it is a number that reads back as infinite.</summary>
    public static void WriteValue(JsonValue value, ByteBuffer output, bool infinityIsWord = true)
    {
        switch (value.Kind)
        {
            case JsonKind.Null: output.Append("null"u8); break;
            case JsonKind.False: output.Append("false"u8); break;
            case JsonKind.True: output.Append("true"u8); break;
            case JsonKind.Int64: WriteInt64(value.Int64, output); break;
            case JsonKind.UInt64: WriteUInt64(value.UInt64, output); break;
            case JsonKind.Double: WriteDouble(value.Double, output, infinityIsWord); break;
            case JsonKind.String: WriteText(value.Utf8, output); break;
            case JsonKind.Array: WriteArray(value, output, infinityIsWord); break;
            default: WriteObject(value, output, infinityIsWord); break;
        }
    }

    public static void WriteInt64(long value, ByteBuffer output)
    {
        Utf8Formatter.TryFormat(value, output.Reserve(20), out int written);
        output.Commit(written);
    }

    public static void WriteUInt64(ulong value, ByteBuffer output)
    {
        Utf8Formatter.TryFormat(value, output.Reserve(20), out int written);
        output.Commit(written);
    }

    /// <summary>As C's <c>%.17g</c>, but for infinities, if they are to be JSON.</summary>
    public static void WriteDouble(double value, ByteBuffer output, bool infinityIsWord = true)
    {
        if (double.IsInfinity(value))
        {
            output.Append(value < 0 ? "-"u8 : default);
            output.Append(infinityIsWord ? "inf"u8 : "1e999"u8);
            return;
        }

        Span<byte> text = output.Reserve(32);
        value.TryFormat(text, out int written, "G17", CultureInfo.InvariantCulture);
        text[..written].Replace((byte)'E', (byte)'e');
        output.Commit(written);
    }

    /// <summary>A string of a value that was read: what it holds was accepted.</summary>
    private static void WriteText(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        output.Append((byte)'"');
        WriteEscaped(text, output, keepsNoncharacters: true);
        output.Append((byte)'"');
    }

    /// <summary>A string of any bytes, such as those that an error quotes.</summary>
    public static void WriteString(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        output.Append((byte)'"');
        WriteEscaped(text, output);
        output.Append((byte)'"');
    }

    /// <summary>The inside of a string; an ill-formed sequence becomes one <c>\uFFFD</c>.</summary>
    public static void WriteEscaped(ReadOnlySpan<byte> text, ByteBuffer output, bool keepsNoncharacters = false)
    {
        while (true)
        {
            int plain = text.IndexOfAny(Escaped);
            if (plain < 0)
            {
                output.Append(text);
                return;
            }

            output.Append(text[..plain]);
            text = text[plain..];
            int codePoint = keepsNoncharacters ? ModifiedUtf8.DecodeScalar(text, out int taken) : ModifiedUtf8.Decode(text, out taken);
            text = text[taken..];
            WriteCharacter(codePoint < 0 ? 0xFFFD : codePoint, output);
        }
    }

    private static void WriteCharacter(int codePoint, ByteBuffer output)
    {
        ReadOnlySpan<byte> named = codePoint switch
        {
            '"' => "\\\""u8,
            '\\' => "\\\\"u8,
            '\b' => "\\b"u8,
            '\f' => "\\f"u8,
            '\n' => "\\n"u8,
            '\r' => "\\r"u8,
            '\t' => "\\t"u8,
            _ => default,
        };
        if (!named.IsEmpty)
        {
            output.Append(named);
        }
        else if (codePoint < 0x10000)
        {
            WriteUnit(codePoint, output);
        }
        else
        {
            WriteUnit(0xD800 + ((codePoint - 0x10000) >> 10), output);
            WriteUnit(0xDC00 + ((codePoint - 0x10000) & 0x3FF), output);
        }
    }

    private static void WriteUnit(int unit, ByteBuffer output)
    {
        Span<byte> text = output.Reserve(6);
        "\\u"u8.CopyTo(text);
        for (int i = 0; i < 4; i++)
        {
            text[2 + i] = "0123456789ABCDEF"u8[(unit >> (12 - (4 * i))) & 0xF];
        }

        output.Commit(6);
    }

    private static void WriteArray(JsonValue array, ByteBuffer output, bool infinityIsWord)
    {
        output.Append((byte)'[');
        bool first = true;
        foreach (JsonMember element in array)
        {
            if (!first)
            {
                output.Append(", "u8);
            }

            first = false;
            WriteValue(element.Value, output, infinityIsWord);
        }

        output.Append((byte)']');
    }

    private static void WriteObject(JsonValue value, ByteBuffer output, bool infinityIsWord)
    {
        int count = value.Count;
        if (count <= RanksOnStack)
        {
            WriteMembers(value, stackalloc ulong[count], output, infinityIsWord);
            return;
        }

        ulong[] rented = ArrayPool<ulong>.Shared.Rent(count);
        try
        {
            WriteMembers(value, rented.AsSpan(0, count), output, infinityIsWord);
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(rented);
        }
    }

    private static void WriteMembers(JsonValue value, Span<ulong> ranks, ByteBuffer output, bool infinityIsWord)
    {
        int found = 0;
        foreach (JsonMember member in value)
        {
            ranks[found++] = member.Rank;
        }

        ranks.Sort();
        output.Append((byte)'{');
        for (int i = 0; i < ranks.Length; i++)
        {
            JsonMember member = value.MemberOfRank(ranks[i]);
            output.Append(i > 0 ? ", "u8 : default);
            WriteText(member.Name, output);
            output.Append(": "u8);
            WriteValue(member.Value, output, infinityIsWord);
        }

        output.Append((byte)'}');
    }
}
