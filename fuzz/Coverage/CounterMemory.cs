using System.Runtime.InteropServices;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Coverage;

/// <summary>The counters of one target, outside the garbage-collected heap: rewritten code holds the address for as long as the process lives, so it is never freed.</summary>
internal sealed unsafe class CounterMemory
{
    private const int Alignment = 64;

    private readonly byte* _counters;

    public CounterMemory(int count)
    {
        Length = (count + Alignment - 1) / Alignment * Alignment;
        byte* block = (byte*)NativeMemory.AlignedAlloc((nuint)(Length + Alignment), Alignment);
        _counters = block + Alignment;
        Clear();
    }

    /// <summary>Bytes in the map: the counters, rounded up to whole cache lines.</summary>
    public int Length { get; }

    public nint Address => (nint)_counters;

    public Span<byte> Counters => new(_counters, Length);

    /// <summary>Probes that the target may still spend; below zero when it has spent too many.</summary>
    public long Budget
    {
        get => *(long*)(_counters - ProbeMemory.BudgetOffset);
        set => *(long*)(_counters - ProbeMemory.BudgetOffset) = value;
    }

    public void Clear() => Counters.Clear();
}
