using System.Numerics;

namespace QmpFuzz.Fuzz;

/// <summary>The only source of chance: xoshiro256** (Blackman and Vigna), seeded through splitmix64. Same seed, same run.</summary>
internal sealed class DeterministicRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public DeterministicRandom(ulong seed)
    {
        _a = Scramble(ref seed);
        _b = Scramble(ref seed);
        _c = Scramble(ref seed);
        _d = Scramble(ref seed);
    }

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 up to, not including, the limit, which is positive.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>From the first to the last, both included.</summary>
    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>True once in that many draws.</summary>
    public bool OneIn(int draws) => Below(draws) == 0;

    public byte NextByte() => (byte)(Next() >> 56);

    /// <summary>One of the items; there is at least one.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Small numbers mostly: 1 half of the time, 2 a quarter of it, up to the limit.</summary>
    public int Few(int limit) => Math.Min(limit, 1 + BitOperations.TrailingZeroCount(Next() | (1UL << 62)));

    private static ulong Scramble(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
