using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Generation;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Fuzz.Targets.Live;

/// <summary>
/// Two servers that get the same testcases: one that is fuzzed, and one that it is compared with. Where they answer differently, or
/// one of them fails, they are both replaced and asked again, and once more: what does not come each time is counted, but no difference.
/// </summary>
internal sealed class DifferentialTarget(LiveTarget target, LiveTarget other) : IFuzzTarget, IHarness, IDisposable
{
    private const int Times = 3;

    private readonly IHarness _harness = target.NewHarness();
    private readonly IHarness _otherHarness = other.NewHarness();
    private readonly ExecutionLog _otherLog = new();
    private readonly ComparisonTally _tally = new();

    public CounterMemory Counters => target.Counters;

    public ProbeTable Probes => target.Probes;

    /// <summary>The commands that both offer.</summary>
    public QmpSchema? Schema => target.Schema is { } schema && other.Schema is { } others ? schema.Without(name => !others.Commands.ContainsKey(name)) : null;

    public MentionedValues Mentioned => target.Mentioned;

    public TargetTraits Traits => target.Traits;

    public bool IsProcess => true;

    public bool IsGone => target.IsGone || other.IsGone;

    public ComparisonCounts Compared => _tally.ToCounts(target.Replaced + other.Replaced);

    public IHarness NewHarness() => this;

    public void Renew()
    {
        target.Renew();
        other.Renew();
    }

    public void Run(ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        SessionComparison? comparison = TryAsk(testcase, log, out LiveFailure? failure);
        bool isAskedAgain = !IsAlike(comparison);
        for (int time = 1; time < Times && !IsAlike(comparison); time++)
        {
            Renew();
            log.Clear();
            comparison = TryAsk(testcase, log, out failure);
        }

        _tally.Add(comparison ?? throw failure!, isUnsteady: isAskedAgain && IsAlike(comparison));
        if (comparison.Difference is { } difference)
        {
            throw LiveFailure.Differs(difference);
        }
    }

    public void Dispose()
    {
        target.Dispose();
        other.Dispose();
    }

    private static bool IsAlike(SessionComparison? comparison) => comparison is { Difference: null };

    /// <summary>Null if one of the two failed.</summary>
    private SessionComparison? TryAsk(ReadOnlySpan<byte> testcase, ExecutionLog log, out LiveFailure? failure)
    {
        _otherLog.Clear();
        LiveFailure? mine = Play(_harness, testcase, log);
        LiveFailure? others = Play(_otherHarness, testcase, _otherLog);
        failure = mine ?? others;
        if (others is { IsHang: false } && KnownDifference.Covers(others.Place))
        {
            return SessionComparison.Without(ComparedPart.ToSilence, others.Place);
        }

        bool areBothBusy = mine is { IsHang: true } && others is { IsHang: true };
        return areBothBusy ? SessionComparison.Without(ComparedPart.ToSilence)
            : failure is null ? SessionComparison.Of(log, _otherLog)
            : null;
    }

    private static LiveFailure? Play(IHarness harness, ReadOnlySpan<byte> testcase, ExecutionLog log)
    {
        try
        {
            harness.Run(testcase, log);
            return null;
        }
        catch (LiveFailure failure)
        {
            return failure;
        }
    }
}
