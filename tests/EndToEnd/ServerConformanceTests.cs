using System.Collections.Concurrent;
using QmpFuzz.Tests.Qmp.Conformance;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The embedded server answers through its socket as a real QEMU 7.2 did, byte for byte.</summary>
public sealed class ServerConformanceTests
{
    // most of the time of a transcript is waiting
    private const int AtATime = 24;

    [Theory]
    [MemberData(nameof(TranscriptFile.Categories), MemberType = typeof(TranscriptFile))]
    public async Task Server_PlayedATranscript_AnswersLikeQemu(string category)
    {
        ConcurrentBag<string> differences = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = AtATime, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(TranscriptFile.Of(category), parallel, async (transcript, cancellation) =>
        {
            foreach (string difference in await SocketClient.PlayAsync(transcript, cancellation))
            {
                differences.Add(difference);
            }
        });
        Complaints.AssertNone(differences.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TranscriptFile.ExtraNames), MemberType = typeof(TranscriptFile))]
    public async Task Server_PlayedAnExtraTranscript_AnswersLikeQemu(string name) => Complaints.AssertNone(
        await SocketClient.PlayAsync(TranscriptFile.Extras.Single(extra => extra.Name == name), TestContext.Current.CancellationToken));
}
