using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>One that varies messages, and nothing where it is not certain where a message begins.</summary>
internal abstract class MessageVariation : Variation
{
    /// <summary>How far the testcase was read.</summary>
    protected MessagePlaces Places { get; } = new();

    public sealed override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase)
    {
        Writer.Clear();
        Places.Clear();
        bool any = false;
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind != StepKind.Bytes)
            {
                Writer.Step(step);
                Places.Pass(step);
            }

            any |= Put(bytes);
        }

        return any ? Writer.Written : default;
    }

    /// <summary>Passes the bytes, and writes them with the messages among them varied; true if some were.</summary>
    protected abstract bool Put(ReadOnlySpan<byte> bytes);
}
