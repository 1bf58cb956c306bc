using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Tests.Qmp.Rules;

public sealed class RuleCheckerTests
{
    [Fact]
    public void Rules_OverTranscriptsOfRealQemu_ObjectToNone()
    {
        RuleChecker checker = new();
        List<string> broken = [];
        foreach (RecordedTranscript transcript in RecordedTranscript.ReadAll())
        {
            checker.Reset();
            transcript.Play(new Dialogue(checker));
            broken.AddRange(checker.Violations.Select(violation => $"{transcript.Name}: {violation}"));
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }
}
