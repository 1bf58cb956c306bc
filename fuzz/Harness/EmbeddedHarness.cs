using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Dialects;

namespace QmpFuzz.Fuzz.Harness;

/// <summary>Plays testcases to the protocol core: a fresh machine for each, monitor 0 connected.</summary>
public sealed class EmbeddedHarness : IHarness
{
    private readonly ProtocolDialect _dialect;
    private readonly TestcaseRun _run = new();

    /// <summary>Testcases that do not choose a dialect run in this one.</summary>
    public EmbeddedHarness(string dialect)
    {
        _dialect = ProtocolDialect.Find(dialect) ?? throw new ArgumentException($"unknown dialect {dialect}", nameof(dialect));
        foreach (ProtocolDialect each in ProtocolDialect.All)
        {
            each.Prepare();
        }
    }

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        IReadOnlyList<ProtocolDialect> all = ProtocolDialect.All;
        _run.Begin(TestcaseDialect.Of(testcase, all.Count) is { } chosen ? all[chosen] : _dialect, log);
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            _run.Play(step, bytes);
        }

        _run.End();
    }
}
