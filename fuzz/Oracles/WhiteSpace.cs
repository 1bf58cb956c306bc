using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>White space before messages means nothing. It is put only where a message certainly begins.</summary>
internal sealed class WhiteSpace : Variation
{
    private static readonly byte[] Blanks = [.. " \t\r\n"u8];

    private readonly MessagePlaces _places = new();

    public override string Name => "white-space";

    public override string Way => "with white space before messages";

    public override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase)
    {
        Writer.Clear();
        _places.Clear();
        bool any = false;
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind != StepKind.Bytes)
            {
                Writer.Step(step);
                _places.Pass(step);
            }

            foreach (byte sent in bytes)
            {
                if (_places.Begins(sent))
                {
                    Writer.Bytes(Blanks);
                    any = true;
                }

                Writer.Bytes([sent]);
                _places.Pass(sent);
            }
        }

        return any ? Writer.Written : default;
    }
}
