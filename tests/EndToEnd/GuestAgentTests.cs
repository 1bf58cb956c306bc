using QmpFuzz.Tests.Qmp.Conformance;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>The dialect qga against the real guest agent.</summary>
public sealed class GuestAgentTests
{
    private const string File = "corpus/conformance/qemu-ga-7.2/transcripts.jsonl";

    // scripts/record-agent asks for the transcripts to be written
    private static readonly bool Records = Environment.GetEnvironmentVariable("QMPFUZZ_RECORD") is "agent";

    [Fact]
    public async Task Agent_PlayedTheScenarios_SaysWhatTheTranscriptsHold()
    {
        using TemporaryFolder folder = new();
        using RealAgent agent = await RealAgent.StartAsync(folder);
        List<string> lines = [];
        List<string> differences = [];
        foreach (Transcript scenario in AgentScenario.ReadAll())
        {
            IReadOnlyList<ReplyLines> said = await SocketClient.ListenAsync(scenario, agent.Endpoint, TestContext.Current.CancellationToken);
            Assert.Contains(((UntilStep)scenario.Steps[^1]).Reply, said[^1].Lines);
            lines.Add(TranscriptWriter.Write(scenario, said) + "\n");
            differences.AddRange(Records ? [] : Comparison.Differences(TranscriptFile.OfAgent[lines.Count - 1], said, closed: false));
        }

        Complaints.AssertNone(differences);
        if (Records)
        {
            await System.IO.File.WriteAllTextAsync(Repository.PathOf(File), string.Concat(lines), TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Server_PlayedTheTranscripts_AnswersLikeTheAgent()
    {
        List<string> differences = [];
        foreach (Transcript transcript in TranscriptFile.OfAgent)
        {
            differences.AddRange(await SocketClient.PlayAsync(transcript, TestContext.Current.CancellationToken));
        }

        Complaints.AssertNone(differences);
    }
}
