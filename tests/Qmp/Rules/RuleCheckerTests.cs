using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Rules;
using QmpFuzz.Tests.Qmp.Conformance;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Qmp.Rules;

/// <summary>No rule objects to anything that a real QEMU was seen to do, but for what is known.</summary>
public sealed class RuleCheckerTests
{
    public static TheoryData<string> Recordings() =>
        [.. Directory.EnumerateDirectories(Repository.PathOf("corpus/recordings")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rules_OverTranscriptsOfRealQemu_ObjectToNone(bool actsAsQemu) =>
        Complaints.AssertNone(TranscriptFile.All.Concat(TranscriptFile.Extras).SelectMany(transcript => Violations(transcript, actsAsQemu)));

    [Fact]
    public void Rules_OverTranscriptsOfRealQemu_SeeEveryKnownDeviation()
    {
        HashSet<KnownDeviation> seen = [];
        RuleChecker checker = new();
        foreach (Transcript transcript in TranscriptFile.All.Concat(TranscriptFile.Extras))
        {
            checker.Reset();
            RecordedTranscript.Play(transcript, new Dialogue(checker));
            seen.UnionWith(checker.KnownDeviations);
        }

        Assert.Equal(KnownDeviation.All.OrderBy(known => known.Name, StringComparer.Ordinal), seen.OrderBy(known => known.Name, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Rules_OverARecordingOfRealQemu_ObjectToNothingNew(string recording)
    {
        RuleChecker checker = new(actsAsQemu: true);
        foreach (string file in SessionFiles.Expand([Repository.PathOf($"corpus/recordings/{recording}")]))
        {
            Play(file, checker);
        }

        Assert.Empty(checker.Violations);
        Assert.Equal(recording.EndsWith("stale", StringComparison.Ordinal) ? [KnownDeviation.StaleReply] : [], checker.KnownDeviations);
    }

    private static IEnumerable<string> Violations(Transcript transcript, bool actsAsQemu)
    {
        RuleChecker checker = new(actsAsQemu: actsAsQemu);
        RecordedTranscript.Play(transcript, new Dialogue(checker));
        return checker.Violations.Select(violation => $"{transcript.Name}: {violation}");
    }

    private static void Play(string file, RuleChecker checker)
    {
        using SessionReader reader = SessionReader.TryOpen(file, out _)!;
        checker.Connected(0);
        while (reader.TryRead(out SessionRecord? record))
        {
            Tell(checker, record);
        }

        Assert.Null(reader.Fault);
        checker.Disconnected(0);
    }

    private static void Tell(RuleChecker checker, SessionRecord record)
    {
        switch (record)
        {
            case ChunkRecord { Side: SessionSide.Client } sent: checker.ClientSent(0, sent.Bytes.Span); break;
            case ChunkRecord said: checker.ServerSent(0, said.Bytes.Span); break;
            case EndOfInputRecord { Side: SessionSide.Client }: checker.EndOfInput(0); break;
            case CloseRecord { Side: SessionSide.Server }: checker.ServerClosed(0); break;
            default: break;
        }
    }
}
