using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class CrashOracleTests
{
    private readonly CrashOracle _oracle = new();

    [Fact]
    public void Exception_ThatLeavesTheTarget_IsAFinding()
    {
        Finding finding = Judge(_ => throw new InvalidOperationException("boom"))!;
        Assert.StartsWith("crash-InvalidOperationException-in-CrashOracleTests", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Contains("boom", finding.Came, StringComparison.Ordinal);
        Assert.Contains("CrashOracleTests.cs:", finding.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void Exceptions_OfOnePlace_HaveOneSignature()
    {
        Func<byte[], string> target = bytes => throw new InvalidOperationException($"{bytes.Length}");
        Assert.Equal(Judge(target, "a")!.Signature, Judge(target, "bcd")!.Signature);
    }

    [Fact]
    public void Exceptions_OfTwoPlaces_HaveTwoSignatures() =>
        Assert.NotEqual(Judge(One)!.Signature, Judge(Other)!.Signature);

    [Fact]
    public void Execution_ThatCompletes_IsFine() => Assert.Null(Judge(_ => ""));

    private static string One(byte[] bytes) => throw new InvalidOperationException("one");

    private static string Other(byte[] bytes) => throw new InvalidOperationException("other");

    private Finding? Judge(Func<byte[], string> target, string sent = "x")
    {
        byte[] testcase = System.Text.Encoding.UTF8.GetBytes(sent);
        Execution execution = new ScriptedExecutor(target).Run(testcase);
        return _oracle.Judge(testcase, execution);
    }
}
