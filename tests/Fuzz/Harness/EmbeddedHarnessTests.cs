using System.Runtime.Loader;
using System.Text;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Targets;

namespace QmpFuzz.Tests.Fuzz.Harness;

public sealed class EmbeddedHarnessTests
{
    private const string Greeting = """{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2+dfsg-7+deb12u18+b3"}, "capabilities": ["oob"]}}""";
    private const string Negotiate = """{"execute":"qmp_capabilities"}""";
    private const string NegotiateOob = """{"execute":"qmp_capabilities","arguments":{"enable":["oob"]}}""";
    private const string Sleep = """{"execute":"human-monitor-command","arguments":{"command-line":"qemu-io d0 \"sleep 500\""},"id":"slow"}""";

    private static readonly EmbeddedTarget Target = EmbeddedTarget.Load("qemu");

    [Fact]
    public void Run_NothingAtAll_GreetsAndDisconnects() =>
        Assert.Equal(["0 Connect", $"0 ServerSent {Greeting}", "0 Drained", "0 Disconnect"], Play("")[..4]);

    [Fact]
    public void Run_CommandThatTakesTime_IsCompletedByItsStep()
    {
        string[] log = Play($$"""{{Negotiate}}{{Sleep}}{"execute":"query-name"}^c0""");
        int complete = Array.IndexOf(log, "0 Complete 0");
        Assert.Equal(["0 ServerSent {\"return\": \"\", \"id\": \"slow\"}", "0 ClientSent {\"execute\":\"query-name\"}", "0 ServerSent {\"return\": {}}"], log[(complete + 1)..(complete + 4)]);
    }

    [Fact]
    public void Run_CommandThatTakesTime_IsCompletedByTime()
    {
        string[] log = Play($"{Negotiate}{Sleep}^t3^t6");
        Assert.Contains(log, line => line.StartsWith("0 Time ", StringComparison.Ordinal));
        Assert.Contains("0 ServerSent {\"return\": \"\", \"id\": \"slow\"}", log);
        Assert.DoesNotContain("0 Complete 0", log);
    }

    [Fact]
    public void Run_CommandLeftPending_IsDrainedAtTheEnd()
    {
        string[] log = Play($"{Negotiate}{Sleep}");
        Assert.True(Array.IndexOf(log, "0 ServerSent {\"return\": \"\", \"id\": \"slow\"}") is int reply && reply > 0 && reply < Array.IndexOf(log, "0 Drained"));
    }

    [Fact]
    public void Run_DispatcherHeld_RunsOneByOne()
    {
        string[] log = Play($$"""{{NegotiateOob}}^h{"execute":"query-name","id":1}{"execute":"query-name","id":2}^r^e0""");
        int first = Array.IndexOf(log, "0 ServerSent {\"return\": {}, \"id\": 1}");
        int second = Array.IndexOf(log, "0 ServerSent {\"return\": {}, \"id\": 2}");
        int released = Array.IndexOf(log, "0 Hold");
        Assert.True(first > 0 && first < released && released < second);
    }

    [Fact]
    public void Run_TwoMonitors_AreServedApart()
    {
        string[] log = Play($$"""{{Negotiate}}^m1{"execute":"query-name"}^m0{"execute":"stop"}""");
        Assert.Contains("1 Connect", log);
        Assert.Contains(log, line => line.StartsWith("1 ServerSent {\"error\": {\"class\": \"CommandNotFound\"", StringComparison.Ordinal));
        Assert.Contains(log, line => line.StartsWith("0 ServerSent", StringComparison.Ordinal) && line.Contains("STOP", StringComparison.Ordinal));
        Assert.DoesNotContain(log, line => line.StartsWith("1 ServerSent", StringComparison.Ordinal) && line.Contains("STOP", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_Reconnect_GreetsAgain() =>
        Assert.Equal(["0 Connect", "0 ServerSent " + Greeting, "0 Disconnect", "0 Connect", "0 ServerSent " + Greeting, "0 Drained"], Play("^d")[..6]);

    [Fact]
    public void Run_Disconnected_SendsNothing() => Assert.DoesNotContain(Play($"^x{Negotiate}"), line => line.Contains("ClientSent", StringComparison.Ordinal));

    [Fact]
    public void Run_HalfCloseBehindASlowCommand_ComesAfterItsReply()
    {
        string[] log = Play($"{Negotiate}{Sleep}^w^c0");
        Assert.True(Array.IndexOf(log, "0 EndOfInput") > 0);
        Assert.True(Array.IndexOf(log, "0 ServerSent {\"return\": \"\", \"id\": \"slow\"}") > 0);
        Assert.Contains("0 ServerClosed", log);
    }

    [Fact]
    public void Run_Quit_IsClosedByTheServer() => Assert.Contains("0 ServerClosed", Play($$"""{{Negotiate}}{"execute":"quit"}"""));

    [Fact]
    public void Run_Descriptors_ArriveWithTheNextByte()
    {
        string[] log = Play($$$"""{{{Negotiate}}}{{{Sleep}}}{"execute":"getfd","arguments":{"fdname":"a"}}^f5 {"execute":"getfd","arguments":{"fdname":"a"},"id":2}^c0""");
        Assert.Contains(log, line => line.StartsWith("0 ServerSent {\"error\"", StringComparison.Ordinal) && line.Contains("SCM_RIGHTS", StringComparison.Ordinal));
        Assert.Contains("0 Descriptors 2", log);
        Assert.Contains("0 ServerSent {\"return\": {}, \"id\": 2}", log);
    }

    [Fact]
    public void Run_RewrittenCore_AnswersAsTheOriginal()
    {
        string everything = $$$"""
            {{{NegotiateOob}}}^s{"execute":"query-status","id":[1,{"a":null}]}^m2{"bad"}\xff{'execute':'x'}^m0
            {{{Sleep}}}{"exec-oob":"query-yank","id":1}{"execute":"stop"}^c0{"execute":"cont"}^t3^e1^e2^h{"execute":"query-commands"}^r^d
            {"execute":"qmp_capabilities","arguments":{"enable":["foo"]}}@,]{"execute":"query-name","id":1e999}^w
            """;
        Assert.Equal(Log(everything, Original()), Log(everything, Target.NewHarness()));
    }

    [Fact]
    public void Execute_Twice_CostsTheSameAndPassesTheSameEdges()
    {
        InProcessExecutor executor = Target.NewExecutor();
        byte[] testcase = Bytes($"{Negotiate}{Sleep}^c0");
        executor.Run(testcase);
        long cost = executor.Run(testcase).Probes;
        byte[] counters = Target.Counters.Counters.ToArray();
        Execution again = executor.Run(testcase);
        Assert.Equal(ExecutionOutcome.Completed, again.Outcome);
        Assert.Equal(cost, again.Probes);
        Assert.Equal(counters, Target.Counters.Counters.ToArray());
        Assert.True(counters.Count(count => count > 0) > 100);
    }

    [Theory]
    [InlineData("query-commands")]
    [InlineData("query-qmp-schema")]
    public void Execute_WhatIsMadeOnce_CostsNoMoreTheFirstTime(string command)
    {
        InProcessExecutor executor = Target.NewExecutor();
        executor.Run(Bytes($$"""{{Negotiate}}{"execute":"query-version"}"""));
        byte[] testcase = Bytes($$"""{{Negotiate}}{"execute":"{{command}}"}""");
        Assert.InRange(executor.Run(testcase).Probes, 1, 20_000);
    }

    [Fact]
    public void Execute_BudgetTooSmall_IsAHang()
    {
        Execution execution = Target.NewExecutor(budget: 100).Run(Bytes(NegotiateOob));
        Assert.Equal(ExecutionOutcome.Hung, execution.Outcome);
        Assert.IsType<ProbeBudgetExceededException>(execution.Failure);
    }

    [Fact]
    public void Run_AfterOthers_AnswersAsOnANewMachine()
    {
        IHarness used = Target.NewHarness();
        ExecutionLog log = new();
        foreach (StoredTestcase seed in ShippedFiles.LoadSeeds().Concat(ShippedFiles.LoadSeeds().Reverse()))
        {
            foreach (byte[] testcase in (byte[][])[seed.Testcase, seed.Testcase[..(seed.Testcase.Length / 2)]])
            {
                log.Clear();
                used.Run(testcase, log);
                Assert.Equal(Lines(testcase, Target.NewHarness()), Lines(log));
            }
        }
    }

    private static IHarness Original()
    {
        AssemblyLoadContext plain = new("plain", isCollectible: false);
        plain.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Qmp.dll"));
        Type harness = plain.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "QmpFuzz.Fuzz.Harness.dll")).GetType("QmpFuzz.Fuzz.Harness.EmbeddedHarness")!;
        return (IHarness)Activator.CreateInstance(harness, "qemu")!;
    }

    private static string[] Play(string testcase) => Log(testcase, Target.NewHarness());

    private static string[] Log(string testcase, IHarness harness) => Lines(Bytes(testcase), harness);

    private static string[] Lines(byte[] testcase, IHarness harness)
    {
        ExecutionLog log = new();
        harness.Run(testcase, log);
        return Lines(log);
    }

    private static string[] Lines(ExecutionLog log)
    {
        List<string> lines = [];
        foreach (LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.State)
            {
                continue;                                   // its numbers are the feedback's affair
            }

            string text = Encoding.Latin1.GetString(log.BytesOf(entry)).TrimEnd();
            lines.Add($"{entry.Monitor} {entry.Kind} {(entry.Argument != 0 || entry.Kind == LogKind.Complete ? entry.Argument : text)}".TrimEnd());
        }

        return [.. lines];
    }

    private static byte[] Bytes(string testcase) => Encoding.Latin1.GetBytes(testcase.Replace('^', '\x1E').Replace("\\xff", "\xff", StringComparison.Ordinal));
}
