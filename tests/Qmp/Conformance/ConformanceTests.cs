using QmpFuzz.Fuzz;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>The protocol core answers as a real QEMU 7.2 did, byte for byte, in virtual time.</summary>
public sealed class ConformanceTests
{
    // transcripts whose every split point is tried; the longer ones add time and no new shapes
    private const int LongestSplit = 160;

    [Fact]
    public void Transcripts_OfTheRealServer_AreAllThere() => Assert.Equal((1493, 29), (TranscriptFile.All.Count, TranscriptFile.Extras.Count));

    [Theory]
    [MemberData(nameof(TranscriptFile.Categories), MemberType = typeof(TranscriptFile))]
    public void Core_PlayedATranscript_AnswersLikeQemu(string category) =>
        Complaints.AssertNone(TranscriptFile.Of(category).SelectMany(transcript => VirtualClient.Play(transcript)));

    [Theory]
    [MemberData(nameof(TranscriptFile.Categories), MemberType = typeof(TranscriptFile))]
    public void Core_FedByteByByte_AnswersTheSame(string category) =>
        Complaints.AssertNone(TranscriptFile.Of(category).SelectMany(transcript => VirtualClient.Play(transcript, bytes => bytes.Chunk(1))));

    [Theory]
    [MemberData(nameof(TranscriptFile.Categories), MemberType = typeof(TranscriptFile))]
    public void Core_FedInRandomChunks_AnswersTheSame(string category)
    {
        DeterministicRandom random = new(1);

        Complaints.AssertNone(TranscriptFile.Of(category).SelectMany(transcript => VirtualClient.Play(transcript, bytes => InPieces(bytes, random))));
    }

    [Theory]
    [MemberData(nameof(TranscriptFile.Categories), MemberType = typeof(TranscriptFile))]
    public void Core_FedInTwoChunks_AnswersTheSameForEverySplit(string category) =>
        Complaints.AssertNone(TranscriptFile.Of(category).Where(IsSplit).SelectMany(EverySplit));

    [Theory]
    [MemberData(nameof(TranscriptFile.ExtraNames), MemberType = typeof(TranscriptFile))]
    public void Core_PlayedAnExtraTranscript_AnswersLikeQemu(string name)
    {
        Transcript transcript = TranscriptFile.Extras.Single(extra => extra.Name == name);

        Complaints.AssertNone([.. VirtualClient.Play(transcript), .. VirtualClient.Play(transcript, bytes => bytes.Length > LongestSplit ? [bytes] : bytes.Chunk(1))]);
    }

    private static IEnumerable<byte[]> InPieces(byte[] bytes, DeterministicRandom random)
    {
        for (int at = 0, length; at < bytes.Length; at += length)
        {
            length = Math.Min(1 + random.Below(LongestSplit), bytes.Length - at);
            yield return bytes[at..(at + length)];
        }
    }

    private static bool IsSplit(Transcript transcript) =>
        !transcript.Name.Contains('~', StringComparison.Ordinal) && LongestWrite(transcript) <= LongestSplit;

    private static int LongestWrite(Transcript transcript) => transcript.Steps.OfType<SendStep>().Max(send => send.Bytes.Length);

    private static IEnumerable<string> EverySplit(Transcript transcript) => Enumerable
        .Range(1, LongestWrite(transcript))
        .SelectMany(at => VirtualClient
            .Play(transcript, bytes => at < bytes.Length ? [bytes[..at], bytes[at..]] : [bytes])
            .Select(difference => $"split at {at}: {difference}"));
}
