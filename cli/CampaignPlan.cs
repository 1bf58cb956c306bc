using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Reports;
using QmpFuzz.Fuzz.Workers;

namespace QmpFuzz.Cli;

/// <summary>A campaign as somebody asked for it, in this process or in workers.</summary>
internal sealed record CampaignPlan(FuzzOptions Options, WorkerOptions Workers, bool IsHere)
{
    /// <summary>Runs until the executions are done or it is cancelled, which ends it as cleanly.</summary>
    public async Task<FuzzReport> RunAsync(Action<CampaignStatus> progress, CancellationToken cancellation)
    {
        if (IsHere)
        {
            using FuzzCampaign campaign = new(Options, TimeProvider.System);
            CampaignStatus last = await Task.Run(() => campaign.Run(progress, cancellation), CancellationToken.None);
            return new FuzzReport(last, campaign.Yields, campaign.Signatures, Options.Folder, Options.Seed, Options.CommandLine);
        }

        using Supervisor supervisor = new(Options, Workers, TimeProvider.System);
        CampaignStatus status = await supervisor.RunAsync(progress, cancellation);
        return new FuzzReport(status, supervisor.Yields, supervisor.Signatures, Options.Folder, Options.Seed, Options.CommandLine);
    }
}
