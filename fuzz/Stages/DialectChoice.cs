using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// Which dialect the testcases of a campaign run in: always the one that was asked for, or that of the testcase they were made
/// from and now and then another.
/// </summary>
internal sealed class DialectChoice(int count, int? pinned)
{
    private const int AnotherOneIn = 16;

    /// <summary>For targets that choose no dialect: testcases stay as they are.</summary>
    public static DialectChoice None { get; } = new(0, null);

    /// <summary>The given testcase in the dialect that was asked for, if one was.</summary>
    public byte[] Fit(byte[] testcase) =>
        pinned is { } dialect ? [.. TestcaseDialect.Choosing(dialect), .. TestcaseDialect.Strip(testcase)] : testcase;

    /// <summary>Puts the choice in front of what was made of a testcase.</summary>
    public void Put(MutationBuffer input, ReadOnlySpan<byte> source, DeterministicRandom random)
    {
        if (count == 0)
        {
            return;
        }

        int dialect = pinned ?? (count > 1 && random.OneIn(AnotherOneIn) ? random.Below(count) : TestcaseDialect.Of(source, count) ?? 0);
        input.Remove(0, input.Length - TestcaseDialect.Strip(input.Bytes).Length);
        ReadOnlySpan<byte> step = TestcaseDialect.Choosing(dialect);
        int surplus = input.Length + step.Length - input.Capacity;
        if (surplus > 0)
        {
            input.Remove(input.Length - surplus, surplus);
        }

        input.Insert(0, step);
    }
}
