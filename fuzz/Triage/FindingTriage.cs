using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>
/// What becomes of a finding: it is run again where stacks are exact, counted under its signature, and when it is new, minimised and saved.
/// One that was not seen again gives way to the first input of its signature that shows it alone.
/// </summary>
public sealed class FindingTriage(FindingStore store, Reproducer reproducer, Func<byte[], LateFinding?> behindOthers)
{
    // so often is a signature looked at more closely; after that it is taken to be what it was each time before
    private const int CloserLooks = 8;

    /// <summary>What minimising may cost.</summary>
    public MinimiseCosts Costs { get; init; } = MinimiseCosts.OfCalls;

    /// <summary>What a server was sent just before, latest first: it may die of that when its client has left.</summary>
    public Func<IEnumerable<byte[]>> Forerunners { get; init; } = static () => [];

    private readonly Dictionary<Signature, (Signature Exact, int Looks)> _looks = [];
    private readonly HashSet<Signature> _notSeenAgain = [];

    public FindingTriage(FindingStore store, Reproducer reproducer)
        : this(store, reproducer, static _ => null)
    {
    }

    /// <summary>Takes one finding of a campaign; true if the bug is new.</summary>
    public bool Take(Finding finding, byte[] testcase, long executions)
    {
        if (_looks.TryGetValue(finding.Signature, out (Signature Exact, int Looks) look) && look.Looks >= CloserLooks)
        {
            store.Note(look.Exact, executions);
            return false;
        }

        Finding? alone = Alone(finding.Signature, ref testcase);
        LateFinding? late = alone is null && look.Looks == 0 ? behindOthers(testcase) : null;
        Finding exact = alone ?? late?.Finding ?? NotSeenAgain(finding);
        _looks[finding.Signature] = look.Looks > 0 && look.Exact != exact.Signature ? (exact.Signature, 1) : (exact.Signature, look.Looks + 1);
        bool isNew = store.Note(exact.Signature, executions);
        bool isBetter = alone is not null && _notSeenAgain.Remove(exact.Signature);
        if (isNew || isBetter)
        {
            Save(exact, testcase, late?.Before ?? [], replaces: isBetter);
        }

        if (isNew && alone is null && late is null)
        {
            _notSeenAgain.Add(exact.Signature);
        }

        return isNew;
    }

    /// <summary>What is wrong with the input by itself; a crash that it does not show may be that of an input before it, which then is the one to look at.</summary>
    private Finding? Alone(Signature wanted, ref byte[] testcase)
    {
        Finding? alone = reproducer.Judge(testcase, wanted, Costs.Tries);
        if (alone is not null || !wanted.IsOf("crash"))
        {
            return alone;
        }

        foreach (byte[] forerunner in Forerunners())
        {
            if (reproducer.Judge(forerunner, wanted, Costs.Tries) is { } finding && finding.Signature == wanted)
            {
                testcase = forerunner;
                return finding;
            }
        }

        return null;
    }

    private static Finding NotSeenAgain(Finding finding) => finding with { Details = $"{FindingText.NotSeenAgain}\n{finding.Details}" };

    private void Save(Finding finding, byte[] testcase, IReadOnlyList<byte[]> before, bool replaces)
    {
        bool isHang = finding.Signature.IsOf("hang");
        int tries = isHang ? 1 : Costs.Tries;               // each that shows it costs the time limit
        byte[] minimised = before.Count == 0 ? Minimise(testcase, finding.Signature, tries, isHang ? Costs.Hang : Costs.Other) : testcase;
        Finding? last = before.Count == 0 ? reproducer.Judge(minimised, finding.Signature, tries) : finding;
        if (last?.Signature != finding.Signature)
        {
            (last, minimised) = (finding, testcase);        // it took what had been run before
        }

        store.Save(last, new FindingInputs(testcase, minimised, before), reproducer.Execute(minimised, finding.Signature, tries).Log, replaces);
        if (Costs.RepeatsAreFresh && !isHang)
        {
            store.NoteFresh(finding.Signature, Enumerable.Range(0, FindingStore.TimesAfresh).Count(_ => reproducer.Shows(minimised, finding.Signature)));
        }
    }

    /// <summary>The smallest input that shows the bug; where that one does not show it each time, each run is on a server that nothing ran on.</summary>
    private byte[] Minimise(byte[] testcase, Signature signature, int tries, long limit)
    {
        Steadiness steadiness = Steadiness.Of(tries, () => reproducer.Shows(testcase, signature));
        if (steadiness.IsSteady)
        {
            return reproducer.Minimise(testcase, signature, limit).Testcase;
        }

        if (tries == 1)
        {
            return reproducer.TryMinimiseAfresh(testcase, signature, limit)?.Testcase ?? testcase;
        }

        steadiness = Steadiness.Of(tries, () => reproducer.ShowsAfresh(testcase, signature));
        return steadiness.Shown > 0
            ? new Minimiser(smaller => steadiness.IsKept(() => reproducer.ShowsAfresh(smaller, signature)), Costs.Unsteady).Run(testcase).Testcase
            : testcase;
    }
}

/// <summary>Executions that minimising one new finding may take while a campaign waits; a hang costs the time limit each time that it shows.</summary>
public sealed record MinimiseCosts(long Other, long Hang, bool RepeatsAreFresh)
{
    /// <summary>So often is a testcase run that does not show its bug each time.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>Smaller testcases to try where the bug does not show each time: each is run more than once, on targets that nothing ran on.</summary>
    public long Unsteady { get; init; }

    /// <summary>Where an execution is a call.</summary>
    public static MinimiseCosts OfCalls { get; } = new(20_000, 20_000, RepeatsAreFresh: false);

    /// <summary>Where each is a session with a server in a process of its own, to be replaced when it died.</summary>
    public static MinimiseCosts OfSessions { get; } = new(5_000, 200, RepeatsAreFresh: false) { Tries = ReproduceCommand.TriesOnServers, Unsteady = 200 };

    /// <summary>Where each takes a process of its own, so that to run it again is to run it afresh.</summary>
    public static MinimiseCosts OfProcesses { get; } = new(32, 6, RepeatsAreFresh: true);
}

/// <summary>The testcases of a finding: as found, minimised, and those that have to run before it in the same process.</summary>
public sealed record FindingInputs(byte[] Input, byte[] Minimised, IReadOnlyList<byte[]> Before);
