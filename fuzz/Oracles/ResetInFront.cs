using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// Something unfinished and a reset byte in front: one error, and then the answers that there would have been. Only where nobody
/// else is there and the dispatcher is not held, for there it matters when a message came.
/// </summary>
internal sealed class ResetInFront : Variation
{
    private static readonly byte[][] Unfinished =
    [
        "{\"execute\":\"stop\",\"id\":{\"a\""u8.ToArray(),
        "[[[{\"x\\"u8.ToArray(),
        "{\"a\":[-1.5e+"u8.ToArray(),
        "[tru"u8.ToArray(),
        "{\"a\":[{}],\"b"u8.ToArray(),
    ];

    private static readonly byte[] Resets = [0xFF, 0x00, 0xFE, 0x1F];

    public override string Name => "reset";

    public override string Way => "with a reset in front";

    public override int MoreErrors => 1;

    public override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase)
    {
        Writer.Clear();
        TestcaseReader reader = new(testcase);
        bool isFirst = true;
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind is StepKind.Hold or StepKind.Monitor)
            {
                return default;
            }

            if (isFirst && step.Kind != StepKind.Dialect)
            {
                Put(testcase.Length);
            }

            isFirst &= step.Kind == StepKind.Dialect;
            if (step.Kind == StepKind.Bytes)
            {
                Writer.Bytes(bytes);
            }
            else
            {
                Writer.Step(step);
            }
        }

        return isFirst ? default : Writer.Written;
    }

    // the line's end, so that nothing is left to be skipped
    private void Put(int choice)
    {
        Writer.Bytes(Unfinished[choice % Unfinished.Length]);
        Writer.Bytes([Resets[choice % Resets.Length], (byte)'\n']);
        Writer.Step(StepKind.EndOfChunk);
    }
}
