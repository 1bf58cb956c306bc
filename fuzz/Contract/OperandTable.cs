namespace QmpFuzz.Fuzz.Contract;

/// <summary>What two operands of a comparison were.</summary>
public enum OperandKind : byte
{
    None,

    /// <summary>Integers of any width, kept as 64 bits.</summary>
    Number,

    /// <summary>Bytes, or text as UTF-8.</summary>
    Bytes,
}

/// <summary>
/// The table that rewritten comparisons write their operands to, outside the garbage-collected heap. A pair's place is drawn
/// from what it holds, so that the same pair is there once however often it is compared; a later pair replaces an earlier one.
/// </summary>
public static unsafe class OperandTable
{
    public const int Places = 1024;

    /// <summary>Of a longer operand the start is kept.</summary>
    public const int LongestOperand = 32;

    /// <summary>Kind, two lengths, two operands.</summary>
    public const int PlaceSize = 3 + (2 * LongestOperand);

    public const int Size = Places * PlaceSize;

    /// <summary>Notes a pair that is not the same.</summary>
    internal static void Record(nint table, OperandKind kind, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return;
        }

        left = left[..Math.Min(left.Length, LongestOperand)];
        right = right[..Math.Min(right.Length, LongestOperand)];
        uint hash = Hash(Hash((uint)kind, left), right);
        Span<byte> place = new((byte*)table + ((hash % Places) * PlaceSize), PlaceSize);
        (place[0], place[1], place[2]) = ((byte)kind, (byte)left.Length, (byte)right.Length);
        left.CopyTo(place[3..]);
        right.CopyTo(place[(3 + LongestOperand)..]);
    }

    private static uint Hash(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (byte next in bytes)
        {
            hash = (hash ^ next) * 16777619;
        }

        return hash ^ (hash >> 15);
    }
}
