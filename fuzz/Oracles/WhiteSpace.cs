using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Qmp.Rules.Reading;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>White space before messages means nothing. It is put only where a message certainly begins: behind others that were whole.</summary>
internal sealed class WhiteSpace : Variation
{
    private static readonly byte[] Resets = [0xFE, 0xFF];   // the grammar minds the other ones
    private static readonly byte[] Blanks = [.. " \t\r\n"u8];

    private readonly GrammarReader[] _grammars = [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new GrammarReader())];
    private readonly Place[] _places = new Place[ScheduleStep.MonitorLimit];

    private enum Place : byte
    {
        Between,
        Inside,
        Unclear,
    }

    public override string Name => "white-space";

    public override string Way => "with white space before messages";

    public override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase)
    {
        Writer.Clear();
        Array.Clear(_places);
        int monitor = 0;
        bool any = false;
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind != StepKind.Bytes)
            {
                Writer.Step(step);
                Cut(monitor, step.Kind);
                monitor = step.Kind == StepKind.Monitor ? step.Choose(_places.Length) : monitor;
            }

            foreach (byte sent in bytes)
            {
                any |= PutBefore(monitor, sent);
                Writer.Bytes([sent]);
            }
        }

        return any ? Writer.Written : default;
    }

    /// <summary>What a client leaves unfinished may be gone, or still there for the next one.</summary>
    private void Cut(int monitor, StepKind step)
    {
        if (step is StepKind.Reconnect or StepKind.Disconnect or StepKind.EndOfInput && _places[monitor] != Place.Between)
        {
            _places[monitor] = Place.Unclear;
        }
    }

    private bool PutBefore(int monitor, byte sent)
    {
        bool begins = _places[monitor] == Place.Between && sent is (byte)'{' or (byte)'[' or (byte)'"';
        if (begins)
        {
            Writer.Bytes(Blanks);
        }

        if (_places[monitor] == Place.Inside || (_places[monitor] == Place.Between && !Blanks.Contains(sent)))
        {
            GrammarReader grammar = _grammars[monitor];
            _places[monitor] = Resets.Contains(sent) ? Place.Unclear : (_places[monitor] == Place.Inside ? grammar.Step(sent) : grammar.Begin(sent)) switch
            {
                GrammarStep.Complete => Place.Between,
                GrammarStep.Continues => Place.Inside,
                _ => Place.Unclear,
            };
        }

        return begins;
    }
}
