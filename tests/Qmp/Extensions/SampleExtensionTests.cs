using System.Buffers;
using System.Text;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Server;

namespace QmpFuzz.Tests.Qmp.Extensions;

public sealed class SampleExtensionTests
{
    public static TheoryData<string> Dialects => [.. ProtocolDialect.All.Select(dialect => dialect.Name)];

    [Fact]
    public void Extension_AsItShips_BreaksNoRule() => Assert.Empty(new ExtensionRegistry(ProtocolDialect.Qemu).Register(SampleExtension.Extension));

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Command_OfTheExtension_WorksInEveryDialect(string name)
    {
        ProtocolDialect dialect = ProtocolDialect.Find(name)!;

        string said = Say(SampleExtension.In(dialect), """{"execute": "__org.qmpfuzz_annotate", "arguments": {"note": "hello"}, "id": 7}""");

        Assert.Contains("""{"return": {}, "id": 7}""", said, StringComparison.Ordinal);
        Assert.Equal(dialect.SendsEvents, said.Contains(""" "event": "__org.qmpfuzz_ANNOTATED", "data": {"note": "hello"}}""", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public void LongNote_HasAnErrorClassOfItsOwn(string name) => Assert.Contains(
        "\"class\": \"__org.qmpfuzz_NoteTooLong\", \"desc\": \"A note has 256 bytes at most\"",
        Say(SampleExtension.In(ProtocolDialect.Find(name)!), $$$"""{"execute": "__org.qmpfuzz_annotate", "arguments": {"note": "{{{new string('x', 257)}}}"}, "id": 7}"""),
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Dialect_WithoutTheExtension_DoesNotKnowIt(string name)
    {
        string said = Say(ProtocolDialect.Find(name)!, """{"execute": "__org.qmpfuzz_annotate", "arguments": {"note": "hello"}, "id": 7}""");

        Assert.Contains("CommandNotFound", said, StringComparison.Ordinal);
    }

    private static string Say(ProtocolDialect dialect, string command)
    {
        string opening = dialect.Name switch
        {
            "qga" => "",
            "handshake-2010" => """{"execute": "qmp_switch_mode", "arguments": {"mode": "operational"}}""",
            "offer-select-2010" => """{"capabilities": []}""",
            _ => """{"execute": "qmp_capabilities"}""",
        };
        MonitorGroup group = new(dialect);
        group.Connect(0);
        group.Receive(0, Encoding.UTF8.GetBytes(opening + command));
        ArrayBufferWriter<byte> output = new();
        group.TakeOutput(0, output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
