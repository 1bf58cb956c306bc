namespace QmpFuzz.Tests.Recorder.Redaction;

public sealed class RedactionPropertyTests
{
    private const int Dialogues = 5_000;

    [Fact]
    public void Recording_OfAnyDialogue_HoldsNoByteOfTheSecret()
    {
        string[] traces = [.. SecretDialogue.Traces()];
        for (ulong seed = 0; seed < Dialogues; seed++)
        {
            string recorded = Redacting.All(null, new SecretDialogue(seed).Chunks());
            foreach (string trace in traces)
            {
                Assert.False(recorded.Contains(trace, StringComparison.Ordinal), $"dialogue {seed} shows '{trace}':\n{recorded}");
            }
        }
    }

    [Theory]
    [InlineData("""{"execute":"object-add","arguments":{"qom-type":"secret","data":"ZQXW"}}""")]
    [InlineData("""{"id":"ZQXW","arguments":{"d\u0061ta":"Z\u0051XW","id":"ZQXW"},"execute":"object-add"}""")]
    [InlineData("""{"execute":"human-monitor-command","arguments":{"command-line":"change vnc password ZQXW"}}""")]
    [InlineData("""{"execute":"blockdev-add","arguments":{"filename":"https://joe:ZQXW@host/x","password":ZQXW}}""")]
    [InlineData("""{"arguments":{"password":"ZQXW"}""")]
    [InlineData("""[{"execute":"query-status","data":"ZQXW"}]""")]
    [InlineData("""{"execute":"query-status","execute":"object-add","data":"ZQXW"}""")]
    public void Recording_InEveryChunking_HoldsNoByteOfTheSecret(string message) => Assert.All(
        Redacting.ClientInEveryChunking(message),
        recorded => Assert.False(recorded.AsSpan().ContainsAny("ZQXW") || recorded.Contains("\\u0051", StringComparison.Ordinal), recorded));

    [Theory]
    [InlineData("""{"execute":"query-status","id":"libvirt-1"}""")]
    [InlineData("""{"execute":"ringbuf-write","arguments":{"device":"r","data":"hello"},"id":"libvirt-2"}""")]
    public void HarmlessCommand_NamedFirst_StaysAsItIsInEveryChunking(string message) =>
        Assert.All(Redacting.ClientInEveryChunking(message), recorded => Assert.Equal(message, recorded));
}
