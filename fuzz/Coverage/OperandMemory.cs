using System.Buffers.Binary;
using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>Two operands that a comparison found different; integers as eight bytes, lowest first.</summary>
internal sealed record OperandPair(OperandKind Kind, byte[] Left, byte[] Right)
{
    public static long Number(byte[] operand) => BinaryPrimitives.ReadInt64LittleEndian(operand);
}

/// <summary>The table of operands of one target; like its counters, it is never freed.</summary>
internal sealed unsafe class OperandMemory
{
    private readonly byte* _table = (byte*)NativeMemory.AllocZeroed(OperandTable.Size);

    /// <summary>A table for the assembly that was rewritten for this slot, handed over before it is loaded.</summary>
    public static OperandMemory Offer(string slot)
    {
        OperandMemory memory = new();
        ProbeMemory.Offer(ProbeMemory.OperandsOf(slot), (nint)memory._table);
        return memory;
    }

    private Span<byte> Table => new(_table, OperandTable.Size);

    public void Clear() => Table.Clear();

    /// <summary>What is in the table, in its order, which depends on nothing but the pairs: bytes first, up to the limit.</summary>
    public OperandPair[] Take(int limit)
    {
        List<OperandPair> pairs = [];
        for (int place = 0; place < OperandTable.Places; place++)
        {
            ReadOnlySpan<byte> bytes = Table.Slice(place * OperandTable.PlaceSize, OperandTable.PlaceSize);
            if (bytes[0] != (byte)OperandKind.None)
            {
                ReadOnlySpan<byte> left = bytes.Slice(3, bytes[1]);
                ReadOnlySpan<byte> right = bytes.Slice(3 + OperandTable.LongestOperand, bytes[2]);
                pairs.Add(new OperandPair((OperandKind)bytes[0], left.ToArray(), right.ToArray()));
            }
        }

        return [.. pairs.OrderByDescending(pair => pair.Kind).Take(limit)];
    }
}
