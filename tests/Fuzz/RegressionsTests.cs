using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Fuzz.Triage;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz;

/// <summary>Inputs that once showed a bug, with all oracles: a kept finding is a test from then on.</summary>
public sealed class RegressionsTests
{
    private static readonly Reproducer Embedded = Reproducer.Embedded("qemu");
    private static readonly Dictionary<string, Regression> Kept = Regression.Load(Repository.PathOf("corpus/regressions")).ToDictionary(kept => kept.Name);

    public static TheoryData<string> Names => [.. Kept.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Regression_ThatIsKept_StaysAsItIs(string name)
    {
        Regression regression = Kept[name];
        Finding? finding = Embedded.Judge(regression.Testcase);
        string verdict = finding is null ? "no oracle objects" : FindingText.Verdict(finding);
        if (regression.State == RegressionState.KnownFailing)
        {
            Assert.True(finding is not null, $"{name} ({regression.Title}) passes now: make it must-pass in corpus/regressions/{name}.txt");
        }
        else
        {
            Assert.True(finding is null, $"{name} ({regression.Title}) is back:\n{verdict}");
        }
    }
}
