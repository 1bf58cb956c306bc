using System.Buffers.Binary;
using System.Text;

namespace QmpFuzz.Fuzz.Contract;

/// <summary>What code injected into a target calls beside a comparison, or in place of one; the last argument is the address of the <see cref="OperandTable"/>.</summary>
public static class RecordedComparisons
{
    private const int MostCases = 16;

    public static void Integers(int left, int right, nint table) => Record(table, left, right);

    public static void LongIntegers(long left, long right, nint table) => Record(table, left, right);

    /// <summary>A switch over so many values from the first on.</summary>
    public static void Cases(int value, int first, int count, nint table)
    {
        for (int i = 0; i < Math.Min(count, MostCases); i++)
        {
            Record(table, value, first + i);
        }
    }

    public static bool SequenceEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, nint table)
    {
        OperandTable.Record(table, OperandKind.Bytes, left, right);
        return left.SequenceEqual(right);
    }

    public static bool StartsWith(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, nint table)
    {
        OperandTable.Record(table, OperandKind.Bytes, left[..Math.Min(left.Length, right.Length)], right);
        return left.StartsWith(right);
    }

    public static bool EndsWith(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, nint table)
    {
        OperandTable.Record(table, OperandKind.Bytes, left[Math.Max(0, left.Length - right.Length)..], right);
        return left.EndsWith(right);
    }

    public static int IndexOf(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, nint table)
    {
        OperandTable.Record(table, OperandKind.Bytes, left, right);
        return left.IndexOf(right);
    }

    public static bool SequenceEqualChars(ReadOnlySpan<char> left, ReadOnlySpan<char> right, nint table)
    {
        RecordText(table, left, right);
        return left.SequenceEqual(right);
    }

    public static bool StartsWithChars(ReadOnlySpan<char> left, ReadOnlySpan<char> right, nint table)
    {
        RecordText(table, left[..Math.Min(left.Length, right.Length)], right);
        return left.StartsWith(right);
    }

    public static bool StringEquals(string? left, string? right, nint table)
    {
        RecordText(table, left, right);
        return string.Equals(left, right, StringComparison.Ordinal);
    }

    public static bool StringStartsWith(string left, string right, StringComparison comparison, nint table)
    {
        RecordText(table, left.AsSpan(0, Math.Min(left.Length, right.Length)), right);
        return left.StartsWith(right, comparison);
    }

    private static void Record(nint table, long left, long right)
    {
        Span<byte> operands = stackalloc byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(operands, left);
        BinaryPrimitives.WriteInt64LittleEndian(operands[sizeof(long)..], right);
        OperandTable.Record(table, OperandKind.Number, operands[..sizeof(long)], operands[sizeof(long)..]);
    }

    private static void RecordText(nint table, ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        Span<byte> utf8 = stackalloc byte[2 * OperandTable.LongestOperand];
        Encoding.UTF8.TryGetBytes(left[..Math.Min(left.Length, OperandTable.LongestOperand / 3)], utf8, out int leftLength);
        Encoding.UTF8.TryGetBytes(right[..Math.Min(right.Length, OperandTable.LongestOperand / 3)], utf8[OperandTable.LongestOperand..], out int rightLength);
        OperandTable.Record(table, OperandKind.Bytes, utf8[..leftLength], utf8.Slice(OperandTable.LongestOperand, rightLength));
    }
}
