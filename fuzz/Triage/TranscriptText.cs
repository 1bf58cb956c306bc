using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Qmp.Rules;

namespace QmpFuzz.Fuzz.Triage;

/// <summary>An execution as a conversation: <c>c</c> what the server took from the client, <c>s</c> what it sent, steps in brackets.</summary>
public static class TranscriptText
{
    public static void Write(ExecutionLog log, TextWriter output)
    {
        bool several = log.Entries.ToArray().Any(entry => entry.Monitor > 0);
        foreach (ref readonly LogEntry entry in log.Entries)
        {
            string monitor = several ? string.Create(CultureInfo.InvariantCulture, $"{entry.Monitor} ") : "";
            if (entry.Kind == LogKind.State)
            {
                continue;
            }

            if (entry.Kind is LogKind.ClientSent or LogKind.ServerSent)
            {
                WriteLines(output, $"{monitor}{(entry.Kind == LogKind.ClientSent ? 'c' : 's')} ", log.BytesOf(entry));
            }
            else
            {
                output.WriteLine($"{monitor}[{Describe(entry)}]");
            }
        }
    }

    private static string Describe(in LogEntry entry) => entry.Kind switch
    {
        LogKind.Connect => "connect",
        LogKind.EndOfInput => "end of input",
        LogKind.Disconnect => "disconnect",
        LogKind.ServerClosed => "server closes",
        LogKind.Event => $"event {entry.Argument}",
        LogKind.Complete => $"complete {entry.Argument}",
        LogKind.Time => $"{entry.Argument} ms",
        LogKind.Hold => entry.Argument == 1 ? "hold dispatcher" : "release dispatcher",
        LogKind.Descriptors => $"{entry.Argument} descriptors",
        LogKind.Drained => "drained",
        LogKind.Unread => $"{entry.Argument} bytes were not taken",
        LogKind.LeftBehind => $"left behind: {(Remainder)entry.Argument}",
        _ => $"{entry.Kind}",
    };

    private static void WriteLines(TextWriter output, string prefix, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int length = bytes.IndexOf((byte)'\n') + 1;
            ReadOnlySpan<byte> line = length == 0 ? bytes : bytes[..length];
            output.WriteLine(prefix + Printable(line));
            bytes = bytes[line.Length..];
        }
    }

    /// <summary>Printable ASCII as it is, without the end of the line; everything else as an escape.</summary>
    private static string Printable(ReadOnlySpan<byte> line)
    {
        StringBuilder text = new();
        foreach (byte next in line.TrimEnd("\r\n"u8))
        {
            if (next is >= 0x20 and < 0x7F and not (byte)'\\')
            {
                text.Append((char)next);
            }
            else
            {
                text.Append(next == '\\' ? "\\\\" : string.Create(CultureInfo.InvariantCulture, $"\\x{next:X2}"));
            }
        }

        return text.ToString();
    }
}
