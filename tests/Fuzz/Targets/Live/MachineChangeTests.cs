using System.Text;
using System.Text.Json;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Targets.Live;
using QmpFuzz.Qmp.Extensions;

namespace QmpFuzz.Tests.Fuzz.Targets.Live;

/// <summary>When another machine is needed for the next session.</summary>
public sealed class MachineChangeTests
{
    private const string Negotiated = """{"return": {}}""";

    private static readonly QmpSchema Schema = QmpSchema.Parse(
        JsonDocument.Parse("""
            [{"name": "add", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "chardev-add", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "human-monitor-command", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "stop", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "query-stop", "meta-type": "command", "arg-type": "0", "ret-type": "0"},
             {"name": "qmp_capabilities", "meta-type": "command", "arg-type": "0", "ret-type": "0"}]
            """).RootElement,
        out _)!;

    [Theory]
    [InlineData("""{"execute":"query-stop"}""", """{"return": {}}""")]                  // it only tells
    [InlineData("""{"execute":"add","x":1}""", """{"error": {}}""")]                      // it was refused,
    [InlineData("""{"execute":"add","x":1}{"execute":"query-stop"}""", """{"return": []}""")]     // and something else was told
    [InlineData("add", "")]
    [InlineData("""{"execute":"additional"}""", """{"return": {}}""")]                  // no command of this server
    [InlineData("""{"execute":"human-monitor-command"}""", """{"return": ""}""")]      // all that is sent of it tells or waits
    public void Behind_NothingDone_Same(string sent, string answer) => Assert.Equal(MachineState.Same, Behind(sent, Negotiated, answer));

    [Theory]
    [InlineData("""{"execute":"add"}""", """{"return": {}}""")]
    [InlineData("""{'execute':'add'}""", """{"return": {}}""")]
    [InlineData("""{"execute":"\u0061dd"}""", """{"return": {}}""")]
    [InlineData("""{"execute":"chardev-add"}""", """{"return": {"pty": "x"}}""")]
    [InlineData("""{"execute":"add"}""", """{"timestamp": {}, "event": "ADDED"}""")]
    [InlineData("""{"execute":"stop"}{"execute":"add"}""", """{"return": {}}""")]
    public void Behind_CommandThatMayChange_MayBeChanged(string sent, string answer) => Assert.Equal(MachineState.MayBeChanged, Behind(sent, Negotiated, answer));

    [Fact]
    public void Behind_OnlyStopped_MayBeStopped() => Assert.Equal(MachineState.MayBeStopped, Behind("""{"execute":"stop"}""", Negotiated, """{"timestamp": {}, "event": "STOP"}"""));

    [Theory]
    [InlineData(LogKind.EndOfInput)]
    [InlineData(LogKind.ServerClosed)]
    public void Behind_ClientThatLeftWhileSomethingMayHaveWaited_MayBeChanged(LogKind end)
    {
        ExecutionLog log = Log("""{"execute":"human-monitor-command"}""", Negotiated);
        log.Add(end, 0);
        Assert.Equal(MachineState.MayBeChanged, new MachineChange(Schema).Behind(log));
    }

    [Fact]
    public void Behind_NameInTwoChunks_MayBeChanged()
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ClientSent, 0, "{\"execute\":\"ad"u8);
        log.Add(LogKind.ClientSent, 0, "d\"}"u8);
        log.Add(LogKind.ServerSent, 0, "{\"return\": {}}\r\n{\"return\""u8);
        log.Add(LogKind.ServerSent, 0, ": {}}\r\n"u8);
        Assert.Equal(MachineState.MayBeChanged, new MachineChange(Schema).Behind(log));
    }

    [Fact]
    public void Behind_NobodyKnowsWhatCommandsThereAre_MayBeChanged() => Assert.Equal(MachineState.MayBeChanged, new MachineChange(null).Behind(Log("{}")));

    private static MachineState Behind(string sent, params string[] answers) => new MachineChange(Schema).Behind(Log(sent, answers));

    private static ExecutionLog Log(string sent, params string[] answers)
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ClientSent, 0, Encoding.UTF8.GetBytes(sent));
        log.Add(LogKind.ServerSent, 0, Encoding.UTF8.GetBytes(string.Concat(answers.Select(answer => answer + "\r\n"))));
        return log;
    }
}
