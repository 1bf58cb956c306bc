using System.Text.Json;

namespace QmpFuzz.Qmp.Rules.Reading;

/// <summary>
/// Whether two texts are the same JSON value as QMP sees it: members in any order, strings after unescaping, numbers as int64,
/// uint64 or double. Both texts are known to follow the grammar; in the server's, infinity is written <see cref="Infinity.Number"/>.
/// </summary>
internal static class JsonEquality
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 4096 };

    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        Utf8JsonReader one = new(left, Deep);
        Utf8JsonReader other = new(right, Deep);
        return one.Read() && other.Read() && SameValue(ref one, ref other);
    }

    /// <summary>Both stand on the first token of a value; if they are the same, both stand on its last token afterwards.</summary>
    private static bool SameValue(ref Utf8JsonReader one, ref Utf8JsonReader other)
    {
        if (one.TokenType != other.TokenType)
        {
            return false;
        }

        return one.TokenType switch
        {
            JsonTokenType.StartObject => SameMembers(ref one, ref other),
            JsonTokenType.StartArray => SameElements(ref one, ref other),
            JsonTokenType.String => CodeUnits.Same(one.ValueSpan, other.ValueSpan),
            JsonTokenType.Number => SameNumber(ref one, ref other),
            _ => true,
        };
    }

    private static bool SameElements(ref Utf8JsonReader one, ref Utf8JsonReader other)
    {
        while (one.Read() && other.Read() && one.TokenType != JsonTokenType.EndArray)
        {
            if (!SameValue(ref one, ref other))
            {
                return false;
            }
        }

        return other.TokenType == JsonTokenType.EndArray;
    }

    // Ids have few members: looking each one up from the start is cheaper than any index, and allocates nothing.
    private static bool SameMembers(ref Utf8JsonReader one, ref Utf8JsonReader other)
    {
        Utf8JsonReader start = other;
        int members = 0;
        while (one.Read() && one.TokenType != JsonTokenType.EndObject)
        {
            members++;
            Utf8JsonReader candidate = start;
            if (!FindMember(ref candidate, one.ValueSpan) || !one.Read() || !SameValue(ref one, ref candidate))
            {
                return false;
            }
        }

        while (other.Read() && other.TokenType != JsonTokenType.EndObject)
        {
            members--;
            other.Skip();
        }

        return members == 0;
    }

    /// <summary>From the start of an object to the value of the member of that name.</summary>
    private static bool FindMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            bool found = CodeUnits.Same(reader.ValueSpan, name);
            reader.Read();
            if (found)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }

    private static bool SameNumber(ref Utf8JsonReader one, ref Utf8JsonReader other)
    {
        if (one.TryGetInt64(out long signed) && other.TryGetInt64(out long counterpart))
        {
            return signed == counterpart;
        }

        if (one.TryGetUInt64(out ulong unsigned) && other.TryGetUInt64(out ulong unsignedCounterpart))
        {
            return unsigned == unsignedCounterpart;
        }

        return one.TryGetDouble(out double real) && other.TryGetDouble(out double realCounterpart) && real.Equals(realCounterpart);
    }
}
