using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Two servers that get the same testcases: one that is fuzzed, and one that it is compared with. Where they answer differently they are
/// both replaced and asked again, so that what an earlier testcase left behind is no difference.
/// </summary>
internal sealed class DifferentialTarget(LiveTarget target, LiveTarget other) : IFuzzTarget, IHarness, IDisposable
{
    private readonly IHarness _harness = target.NewHarness();
    private readonly IHarness _otherHarness = other.NewHarness();
    private readonly ExecutionLog _otherLog = new();

    public CounterMemory Counters => target.Counters;

    public ProbeTable Probes => target.Probes;

    /// <summary>The commands that both offer.</summary>
    public QmpSchema? Schema => target.Schema is { } schema && other.Schema is { } others ? schema.Without(name => !others.Commands.ContainsKey(name)) : null;

    public MentionedValues Mentioned => target.Mentioned;

    public TargetTraits Traits => target.Traits;

    public bool IsGone => target.IsGone || other.IsGone;

    public IHarness NewHarness() => this;

    public void Renew()
    {
        target.Renew();
        other.Renew();
    }

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        if (Ask(testcase, log) is null)
        {
            return;
        }

        Renew();
        log.Clear();
        if (Ask(testcase, log) is { } difference)
        {
            throw LiveFailure.Differs(difference);
        }
    }

    public void Dispose()
    {
        target.Dispose();
        other.Dispose();
    }

    private AnswerDifference? Ask(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        _otherLog.Clear();
        _harness.Run(testcase, log);
        _otherHarness.Run(testcase, _otherLog);
        return AnswerDifference.Find(log, _otherLog);
    }
}
