using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Mutations that know nothing about what the bytes mean.</summary>
internal static class ByteMutators
{
    private const int LongestRange = 64;

    public static readonly ImmutableArray<(string Name, Mutation Mutation)> All =
    [
        ("flip", FlipBit),
        ("set", SetByte),
        ("interesting", SetInteresting),
        ("add", AddSmall),
        ("remove", RemoveRange),
        ("duplicate", DuplicateRange),
        ("overwrite", OverwriteRange),
        ("insert", InsertByte),
        ("splice", SpliceTail),
    ];

    // ends of ranges, control characters, and what UTF-8 and QMP's reset give a meaning
    private static ReadOnlySpan<byte> Interesting => [0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1E, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0xC0, 0xED, 0xF4, 0xFD, 0xFE, 0xFF];

    private static bool FlipBit(MutationContext context) =>
        Change(context, (old, random) => (byte)(old ^ (1 << random.Below(8))));

    private static bool SetByte(MutationContext context) => Change(context, (_, random) => random.NextByte());

    private static bool SetInteresting(MutationContext context) => Change(context, (_, random) => random.Pick(Interesting));

    private static bool AddSmall(MutationContext context) => Change(context, (old, random) => (byte)(old + random.Between(-16, 16)));

    private static bool RemoveRange(MutationContext context)
    {
        (int start, int length) = PickRange(context);
        return context.Input.Remove(start, length);
    }

    private static bool DuplicateRange(MutationContext context)
    {
        (int start, int length) = PickRange(context);
        return length > 0 && context.Input.Insert(start, context.Input.Bytes.Slice(start, length));
    }

    private static bool OverwriteRange(MutationContext context)
    {
        (int start, int length) = PickRange(context);
        if (length == 0)
        {
            return false;
        }

        int to = context.Random.Below(context.Input.Length - length + 1);
        return to != start && context.Input.Replace(to, length, context.Input.Bytes.Slice(start, length));
    }

    private static bool InsertByte(MutationContext context) =>
        context.Input.Insert(context.Random.Below(context.Input.Length + 1), [context.Random.OneIn(2) ? context.Random.NextByte() : context.Random.Pick(Interesting)]);

    /// <summary>The start of this one, the end of another.</summary>
    private static bool SpliceTail(MutationContext context)
    {
        if (context.Partner.IsEmpty || context.Input.IsEmpty)
        {
            return false;
        }

        int cut = context.Random.Below(context.Input.Length);
        int from = context.Random.Below(context.Partner.Length);
        return context.Input.Replace(cut, context.Input.Length - cut, context.Partner[from..]);
    }

    private static bool Change(MutationContext context, Func<byte, DeterministicRandom, byte> change)
    {
        if (context.Input.IsEmpty)
        {
            return false;
        }

        int at = context.Random.Below(context.Input.Length);
        context.Input[at] = change(context.Input[at], context.Random);
        return true;
    }

    private static (int Start, int Length) PickRange(MutationContext context)
    {
        int total = context.Input.Length;
        if (total == 0)
        {
            return (0, 0);
        }

        int start = context.Random.Below(total);
        return (start, context.Random.Between(1, Math.Min(LongestRange, total - start)));
    }
}
