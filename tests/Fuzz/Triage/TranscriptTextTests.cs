using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Tests.Fuzz.Triage;

public sealed class TranscriptTextTests
{
    [Fact]
    public void Transcript_OfOneMonitor_ReadsAsADialogue()
    {
        ExecutionLog log = new();
        log.Add(LogKind.Connect, 0);
        log.Add(LogKind.ClientSent, 0, [.. "{}\n\\ "u8, 0xFF]);
        log.Add(LogKind.Time, 0, 1000);
        log.Add(LogKind.ServerSent, 0, "{\"return\": {}}\r\n{}\r\n"u8);
        log.Add(LogKind.Drained, 0);
        Assert.Equal("[connect]\nc {}\nc \\\\ \\xFF\n[1000 ms]\ns {\"return\": {}}\ns {}\n[drained]\n", Text(log));
    }

    [Fact]
    public void Transcript_OfSeveralMonitors_NumbersThem()
    {
        ExecutionLog log = new();
        log.Add(LogKind.Hold, 0, 1);
        log.Add(LogKind.ClientSent, 1, "x"u8);
        Assert.Equal("0 [hold dispatcher]\n1 c x\n", Text(log));
    }

    private static string Text(ExecutionLog log)
    {
        using StringWriter text = new() { NewLine = "\n" };
        TranscriptText.Write(log, text);
        return text.ToString();
    }
}
