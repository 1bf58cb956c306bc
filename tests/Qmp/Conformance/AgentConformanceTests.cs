using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Conformance;

/// <summary>The protocol core answers in dialect qga as a real guest agent did, byte for byte, in virtual time.</summary>
public sealed class AgentConformanceTests
{
    // writes whose every split point is tried; the longer ones add time and no new shapes
    private const int LongestSplit = 120;

    [Fact]
    public void Transcripts_OfTheRealAgent_AreThoseOfTheScenarios() =>
        Assert.Equal(AgentScenario.ReadAll().Select(scenario => scenario.Name), TranscriptFile.OfAgent.Select(transcript => transcript.Name));

    [Fact]
    public void Transcripts_OfTheRealAgent_AreComparedByTypeOnlyForFacts() =>
        Assert.All(TranscriptFile.OfAgent.Where(transcript => transcript.IsComparedByType), transcript => Assert.Equal("facts", transcript.Category));

    [Fact]
    public void Core_PlayedATranscript_AnswersLikeTheAgent() =>
        Complaints.AssertNone(TranscriptFile.OfAgent.SelectMany(transcript => VirtualClient.Play(transcript)));

    [Fact]
    public void Core_FedByteByByte_AnswersTheSame() =>
        Complaints.AssertNone(TranscriptFile.OfAgent.SelectMany(transcript => VirtualClient.Play(transcript, bytes => bytes.Chunk(1))));

    [Fact]
    public void Core_FedInTwoChunks_AnswersTheSameForEverySplit() =>
        Complaints.AssertNone(Enumerable.Range(1, LongestSplit).SelectMany(at => TranscriptFile.OfAgent.SelectMany(transcript => VirtualClient
            .Play(transcript, bytes => at < bytes.Length ? [bytes[..at], bytes[at..]] : [bytes])
            .Select(difference => $"split at {at}: {difference}"))));
}
