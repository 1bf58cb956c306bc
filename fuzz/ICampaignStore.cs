using QmpFuzz.Fuzz.Reports;

namespace QmpFuzz.Fuzz;

/// <summary>A testcase worth keeping; the source is the digest of the testcase it was made of, 0 if it was given.</summary>
internal sealed record KeptTestcase(ulong Source, long Executions, string Operation, bool HasNewEdge);

/// <summary>A testcase that crashed or hung the target, under the signature of what it showed.</summary>
internal sealed record FailedTestcase(ulong Source, long Executions, string Signature, bool IsHang);

/// <summary>Where a campaign puts what it comes to: its folder, or whoever owns the folder.</summary>
internal interface ICampaignStore
{
    void Keep(KeptTestcase kept, ReadOnlySpan<byte> testcase);

    void SaveFailure(FailedTestcase failed, ReadOnlySpan<byte> testcase);

    /// <summary>About once a second; plots: a line for afl-plot is due.</summary>
    void Save(CampaignStatus status, bool plots);
}
