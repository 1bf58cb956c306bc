using System.Globalization;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Reports.Html;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Cli.Nightly;

/// <summary>
/// One night: import what was dropped, execute the regressions, run each campaign for its share of the time, try all findings again, make
/// the queues small, write the pages. It counts as a night when it is over; one that was killed is gone on with by the next.
/// </summary>
internal sealed class NightlyRun(string folder, NightlyFile file, IReadOnlyList<(NightlyTarget Target, CampaignPlan Plan)> plans, TimeProvider time, TextWriter progress)
{
    /// <summary>What of the box is kept for trying findings again and for the pages.</summary>
    private const double ForTheMorning = 0.05;

    private static readonly TimeSpan LeastForMerging = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> _seenBefore = [];
    private readonly List<string> _unreached = [];

    /// <summary>Targets that could not be reached, and why.</summary>
    public IReadOnlyList<string> Unreached => _unreached;

    /// <summary>Runs the night; cancelled, it saves what it has and is no night.</summary>
    public async Task<FolderReport> RunAsync(TimeSpan box, CancellationToken cancellation)
    {
        DateTimeOffset started = time.GetUtcNow();
        KnownFindings.Save(folder, file.KnownFindings);
        DropFolder drop = new(folder);
        foreach (string said in drop.Import(file.Drop))
        {
            await progress.WriteLineAsync(said);
        }

        (int regressions, IReadOnlyList<string> broken) = RegressionCheck.Run(file.Regressions, cancellation);
        await RunCampaignsAsync(drop, started + (box * (1 - ForTheMorning)), cancellation);
        cancellation.ThrowIfCancellationRequested();
        IReadOnlyDictionary<string, Reproduction> findings = await TryFindingsAsync(cancellation);
        RunAfresh(cancellation);
        Night night = new()
        {
            Started = started,
            Ended = time.GetUtcNow(),
            Campaigns = [.. Campaigns().Where(campaign => campaign.Summary is not null).Select(Count)],
            Findings = findings,
            Regressions = regressions,
            Broken = broken,
        };
        await MinimiseQueuesAsync(box * ForTheMorning, cancellation);
        NightLog.Open(folder).Append(night with { Ended = time.GetUtcNow() });
        FolderReport report = FolderReport.Read(folder) ?? Empty(NightLog.Open(folder));
        WritePages(report, cancellation);
        return report;
    }

    private static NightCampaign Count(CampaignReport campaign)
    {
        CampaignStatus status = campaign.Summary!.Status;
        return new NightCampaign(campaign.Name, status.Executions, status.EdgesFound, status.EdgesTotal, status.CorpusCount);
    }

    private async Task RunCampaignsAsync(DropFolder drop, DateTimeOffset deadline, CancellationToken cancellation)
    {
        foreach (FindingEntry finding in Campaigns().SelectMany(campaign => campaign.Findings))
        {
            _seenBefore[finding.Folder] = finding.Seen.Count;
        }

        double shares = plans.Sum(plan => plan.Target.Share);
        foreach ((NightlyTarget target, CampaignPlan plan) in plans)
        {
            TimeSpan left = deadline - time.GetUtcNow();
            CampaignPlan fed = plan with { Options = plan.Options with { Seeds = [.. plan.Options.Seeds, .. drop.Testcases()] } };
            await RunCampaignAsync(target.Name, fed, left * (target.Share / shares), cancellation);
            shares -= target.Share;
        }
    }

    private async Task RunCampaignAsync(string name, CampaignPlan plan, TimeSpan share, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {plan.Options.Target}, {share.TotalSeconds:F0} s, seed {plan.Options.Seed}"));
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(share > TimeSpan.Zero ? share : TimeSpan.FromMilliseconds(1));
        try
        {
            await plan.RunAsync(new FuzzProgressLine(progress).Show, limit.Token);
        }
        catch (IOException failure) when (failure is EndpointUnreachableException or TargetNotReadyException or TargetRefusedException)
        {
            // this target is not there tonight: the others are
            _unreached.Add($"{name}: {failure.Message}");
            await progress.WriteLineAsync($"qmpfuzz: {_unreached[^1]}");
        }
    }

    /// <summary>A finding that a campaign hit again tonight need not be tried. An unconfirmed one that does not show is not told of: it is news when it is hit again.</summary>
    private async Task<IReadOnlyDictionary<string, Reproduction>> TryFindingsAsync(CancellationToken cancellation)
    {
        SortedDictionary<string, Reproduction> shown = new(StringComparer.Ordinal);
        foreach (CampaignReport campaign in Campaigns())
        {
            CampaignPlan? plan = plans.FirstOrDefault(plan => plan.Target.Name == campaign.Name).Plan;
            foreach (FindingEntry finding in campaign.Findings)
            {
                bool wasHit = _seenBefore.TryGetValue(finding.Folder, out long before) && finding.Seen.Count > before;
                Reproduction tried = wasHit ? Reproduction.Shown
                    : plan is null ? Reproduction.Untried
                    : await ReproductionCheck.TryAsync(finding, plan.Options, cancellation);
                if (tried == Reproduction.Shown || finding.State != FindingState.Unconfirmed)
                {
                    shown[$"{campaign.Name}/{finding.Signature}"] = tried;
                }
            }
        }

        return shown;
    }

    /// <summary>What was found tonight, in ten processes of its own each; a server in a process of its own shows it or not for reasons of its own.</summary>
    private void RunAfresh(CancellationToken cancellation)
    {
        foreach ((_, CampaignPlan plan) in plans.Where(plan => !plan.Plan.Options.Target.IsLive))
        {
            FuzzCampaign.OpenFindings(plan.Options).RunAfresh(cancellation);
        }
    }

    /// <summary>The findings are saved and stay: what a smaller queue does not show any more, they do.</summary>
    private async Task MinimiseQueuesAsync(TimeSpan patience, CancellationToken cancellation)
    {
        foreach ((NightlyTarget target, CampaignPlan plan) in plans.Where(plan => QueueMerge.IsPossible(plan.Plan)))
        {
            string said = await QueueMerge.RunAsync(plan.Options, patience > LeastForMerging ? patience : LeastForMerging, cancellation);
            await progress.WriteLineAsync($"{target.Name}: {said}");
        }
    }

    private IReadOnlyList<CampaignReport> Campaigns() => FolderReport.Read(folder)?.Campaigns ?? [];

    private FolderReport Empty(NightLog log) => new() { Folder = folder, Campaigns = [], Nights = log.Nights };

    private void WritePages(FolderReport report, CancellationToken cancellation)
    {
        File.WriteAllText(Path.Combine(folder, "report.html"), ReportPage.Write(report, time.GetUtcNow(), cancellation));
        File.WriteAllText(Path.Combine(folder, "report.json"), ReportJson.Write(report));
        File.WriteAllText(Path.Combine(folder, "junit.xml"), JUnitReport.Write(report));
        File.WriteAllText(Path.Combine(folder, "report.sarif"), SarifReport.Write(report));
    }
}
