using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class ProtocolOracleTests
{
    private readonly ProtocolOracle _oracle = new();

    [Fact]
    public void Reply_ThatNobodyAskedFor_IsAFindingNamedAfterTheRule()
    {
        Finding finding = _oracle.Judge([], Answered("{\"return\": {}}\r\n{\"return\": {}}\r\n"))!;
        Assert.StartsWith("rule-answered-once-unasked-", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Equal("monitor 0, server line 3", finding.Place);
        Assert.Contains("qmp-spec 2.4", finding.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void Reply_ThatWasAsked_IsFine() => Assert.Null(_oracle.Judge([], Answered("{\"return\": {}}\r\n")));

    [Fact]
    public void Reply_ThatIsMissing_IsAFindingOnceAllIsDrained() =>
        Assert.StartsWith("rule-answered-once-missing-", _oracle.Judge([], Answered(""))!.Signature.Text, StringComparison.Ordinal);

    [Fact]
    public void Executions_OneAfterTheOther_AreJudgedAlone()
    {
        Assert.NotNull(_oracle.Judge([], Answered("")));
        Assert.Null(_oracle.Judge([], Answered("{\"return\": {}}\r\n")));
    }

    [Fact]
    public void Execution_ThatCrashed_IsLeftToTheCrashOracle()
    {
        Execution execution = Answered("");
        execution.Outcome = ExecutionOutcome.Crashed;
        Assert.Null(_oracle.Judge([], execution));
    }

    private static Execution Answered(string replies)
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ServerSent, 0, "{\"QMP\": {\"version\": {}, \"capabilities\": []}}\r\n"u8);
        log.Add(LogKind.ClientSent, 0, "{\"execute\":\"qmp_capabilities\"}"u8);
        log.Add(LogKind.ServerSent, 0, System.Text.Encoding.UTF8.GetBytes(replies));
        log.Add(LogKind.Drained, 0);
        log.Add(LogKind.Disconnect, 0);
        return new Execution(log);
    }
}
