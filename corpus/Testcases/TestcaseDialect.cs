namespace QmpFuzz.Corpus.Testcases;

/// <summary>The step at offset 0 that chooses a testcase's dialect. Without one a testcase runs in the first dialect there is.</summary>
public static class TestcaseDialect
{
    /// <summary>The dialect that it chooses, of so many; null if it chooses none.</summary>
    public static int? Of(ReadOnlySpan<byte> testcase, int count)
    {
        TestcaseReader reader = new(testcase);
        return reader.TryRead(out ScheduleStep step, out _) && step.Kind == StepKind.Dialect ? step.Choose(count) : null;
    }

    /// <summary>The testcase without its choice; a second step of that kind, which meant nothing, goes with it.</summary>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> testcase)
    {
        while (Of(testcase, 1) is not null)
        {
            testcase = testcase[StepLength..];
        }

        return testcase;
    }

    /// <summary>The step to put in front of a testcase for that dialect: none for the first.</summary>
    public static ReadOnlySpan<byte> Choosing(int dialect) =>
        dialect == 0 ? [] : (byte[])[ScheduleStep.Introducer, (byte)StepKind.Dialect, (byte)dialect];

    private static int StepLength => Choosing(1).Length;
}
