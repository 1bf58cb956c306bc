using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz.Workers;

/// <summary>A worker's end of the store: everything goes to the supervisor, who owns the folder.</summary>
internal sealed class PipeStore(Stream output) : ICampaignStore
{
    public void Keep(KeptTestcase kept, ReadOnlySpan<byte> testcase) => Frame.Write(output, FrameKind.Kept, kept, testcase);

    public void SaveFailure(FailedTestcase failed, ReadOnlySpan<byte> testcase) => Frame.Write(output, FrameKind.Failed, failed, testcase);

    public void Save(CampaignStatus status, bool plots) => Frame.Write(output, FrameKind.Report, status);
}
