using System.Numerics;
using System.Runtime.Intrinsics;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// The short way for what nearly all messages are: an object or array that lies wholly in the bytes at hand and is in order.
/// One pass over the bytes makes the values; tokens are never made. Everything else (a message cut by the end of a chunk, a
/// fault of any kind, single quotes, exponents, deep nesting) is "unusual": it is left, from its first byte, to the lexer and
/// <see cref="JsonParser"/>, which alone know QEMU's faults and limits.
/// </summary>
internal sealed class WholeMessageParser(JsonSyntax syntax)
{
    /// <summary>Far below the limits on tokens and their bytes, which therefore need no counting here.</summary>
    private const int MaxBytes = 1 << 20;

    private const int MaxNesting = 32;
    private const int MaxDigits = 18;                       // so many always fit an int64
    private const int Unusual = -1;

    private readonly KeyTable _keys = new();
    private JsonMessage _message = new();

    /// <summary>Returns how many bytes the message took, or 0 if it is unusual; then what was put into it is to be cleared.</summary>
    public int Parse(ReadOnlySpan<byte> bytes, JsonMessage message)
    {
        _message = message;
        bytes = bytes.Length > MaxBytes ? bytes[..MaxBytes] : bytes;
        int position = SkipSpace(bytes, 0);
        int end = At(bytes, position) switch
        {
            (byte)'{' => ParseObject(bytes, position + 1, MaxNesting),
            (byte)'[' => ParseArray(bytes, position + 1, MaxNesting),
            _ => Unusual,
        };
        _keys.Clear();
        return Math.Max(end, 0);
    }

    // Each step takes the position where it begins and returns the one after what it read, or Unusual.

    private int ParseValue(ReadOnlySpan<byte> bytes, int position, int nesting)
    {
        switch (At(bytes, position))
        {
            case (byte)'"': return ParseString(bytes, position + 1);
            case (byte)'{': return nesting == 0 ? Unusual : ParseObject(bytes, position + 1, nesting - 1);
            case (byte)'[': return nesting == 0 ? Unusual : ParseArray(bytes, position + 1, nesting - 1);
            case (byte)'t': return ParseKeyword(bytes, position, "true"u8, JsonKind.True);
            case (byte)'f': return ParseKeyword(bytes, position, "false"u8, JsonKind.False);
            case (byte)'n': return ParseKeyword(bytes, position, "null"u8, JsonKind.Null);
            default: return ParseNumber(bytes, position);
        }
    }

    private int ParseObject(ReadOnlySpan<byte> bytes, int position, int nesting)
    {
        int container = _message.Add(JsonKind.Object, 0);
        position = SkipSpace(bytes, position);
        if (At(bytes, position) == '}')
        {
            return position + 1;
        }

        int members = 0;
        ulong seen = 0;
        while (true)
        {
            position = ParseKey(bytes, position, container, ++members, ref seen);
            if (position < 0 || At(bytes, position) != ':')
            {
                return Unusual;
            }

            position = ParseValue(bytes, SkipSpace(bytes, position + 1), nesting);
            if (position < 0)
            {
                return Unusual;
            }

            position = SkipSpace(bytes, position);
            byte separator = At(bytes, position++);
            if (separator != ',')
            {
                _message.Close(container, members);
                return separator == '}' ? position : Unusual;
            }

            position = SkipSpace(bytes, position);
        }
    }

    private int ParseArray(ReadOnlySpan<byte> bytes, int position, int nesting)
    {
        int container = _message.Add(JsonKind.Array, 0);
        position = SkipSpace(bytes, position);
        if (At(bytes, position) == ']')
        {
            return position + 1;
        }

        int elements = 0;
        while (true)
        {
            position = ParseValue(bytes, position, nesting);
            if (position < 0)
            {
                return Unusual;
            }

            elements++;
            position = SkipSpace(bytes, position);
            byte separator = At(bytes, position++);
            if (separator != ',')
            {
                _message.Close(container, elements);
                return separator == ']' ? position : Unusual;
            }

            position = SkipSpace(bytes, position);
        }
    }

    /// <summary>Reads a key and what space follows it; a key that the object has already is unusual.</summary>
    private int ParseKey(ReadOnlySpan<byte> bytes, int position, int container, int member, ref ulong seen)
    {
        if (At(bytes, position) != '"')
        {
            return Unusual;
        }

        int key = _message.NodeCount;
        int end = ParseString(bytes, position + 1);
        if (end < 0)
        {
            return Unusual;
        }

        // 64 bits stand for all keys there can be: where a key's is not set the key is new, and no name need be compared
        ulong bit = 1UL << Mark(_message.Node(key).Payload);
        if (((seen & bit) != 0 || member > KeyTable.ScannedMembers) && _keys.HasBefore(_message, container, key, member))
        {
            return Unusual;
        }

        seen |= bit;
        return SkipSpace(bytes, end);
    }

    /// <summary>0 to 63, from the length of a text and its first bytes.</summary>
    private int Mark(ulong place) => (int)(((_message.Strings.Word((int)(uint)place, (int)(place >> 32)) ^ (place >> 32)) * 0x9E3779B97F4A7C15) >> 58);

    private int ParseString(ReadOnlySpan<byte> bytes, int position)
    {
        if (bytes.Length - position >= Vector256<byte>.Count)
        {
            Vector256<byte> block = Vector256.Create(bytes.Slice(position, Vector256<byte>.Count));
            uint stops = (Vector256.Equals(block, Vector256.Create((byte)'"'))
                | Vector256.Equals(block, Vector256.Create((byte)'\\'))
                | Vector256.LessThan(block.AsSByte(), Vector256.Create((sbyte)0x20)).AsByte()).ExtractMostSignificantBits();
            int length = BitOperations.TrailingZeroCount(stops);
            if (stops != 0 && bytes[position + length] == '"')
            {
                block.CopyTo(_message.Strings.Reserve(Vector256<byte>.Count));
                _message.AddString(length);
                return position + length + 1;
            }
        }

        return ParseLongString(bytes, position);
    }

    private int ParseLongString(ReadOnlySpan<byte> bytes, int position)
    {
        int end = JsonStringDecoder.FindEnd(bytes, position);
        if (end < 0)
        {
            return Unusual;
        }

        int start = _message.Strings.Length;
        if (!JsonStringDecoder.Decode(bytes[(position - 1)..end], _message.Strings, syntax).IsEmpty)
        {
            return Unusual;
        }

        _message.Add(JsonKind.String, JsonMessage.Place(start, _message.Strings.Length - start));
        return end;
    }

    private int ParseKeyword(ReadOnlySpan<byte> bytes, int position, ReadOnlySpan<byte> keyword, JsonKind kind)
    {
        if (!bytes[position..].StartsWith(keyword))
        {
            return Unusual;
        }

        _message.Add(kind, 0);
        return position + keyword.Length;
    }

    private int ParseNumber(ReadOnlySpan<byte> bytes, int position)
    {
        bool negative = At(bytes, position) == '-';
        int first = negative ? position + 1 : position;
        position = ReadDigits(bytes, first, 0, out ulong value);
        int digits = position - first;
        if (digits is 0 or > MaxDigits || (digits > 1 && bytes[first] == '0'))
        {
            return Unusual;
        }

        if (At(bytes, position) == '.')
        {
            return ParseFraction(bytes, position + 1, digits, value, negative);
        }

        _message.Add(JsonKind.Int64, negative ? 0 - value : value);
        return position;
    }

    private static int ReadDigits(ReadOnlySpan<byte> bytes, int position, ulong before, out ulong value)
    {
        value = before;
        uint digit;
        while ((digit = (uint)At(bytes, position) - '0') <= 9)
        {
            value = (value * 10) + digit;
            position++;
        }

        return position;
    }

    private int ParseFraction(ReadOnlySpan<byte> bytes, int position, int digits, ulong whole, bool negative)
    {
        int first = position;
        position = ReadDigits(bytes, first, whole, out ulong value);
        int decimals = position - first;
        if (decimals == 0 || digits + decimals > 15)
        {
            return Unusual;
        }

        double number = value / PowersOfTen[decimals];
        _message.Add(JsonKind.Double, BitConverter.DoubleToUInt64Bits(negative ? -number : number));
        return position;
    }

    private static ReadOnlySpan<double> PowersOfTen => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private static int SkipSpace(ReadOnlySpan<byte> bytes, int position)
    {
        while (At(bytes, position) is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            position++;
        }

        return position;
    }

    /// <summary>The byte there, or 0, which is nowhere in order, after the last one.</summary>
    private static byte At(ReadOnlySpan<byte> bytes, int position) => (uint)position < (uint)bytes.Length ? bytes[position] : (byte)0;
}
