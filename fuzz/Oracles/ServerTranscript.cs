using System.Buffers;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Contract;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>What each monitor got from the server, connection by connection: all that a client can see, without its chunks.</summary>
internal sealed class ServerTranscript
{
    private readonly ArrayBufferWriter<byte>[] _monitors =
        [.. Enumerable.Range(0, ScheduleStep.MonitorLimit).Select(_ => new ArrayBufferWriter<byte>())];

    public int Count => _monitors.Length;

    public ReadOnlySpan<byte> this[int monitor] => _monitors[monitor].WrittenSpan;

    public void Take(ExecutionLog log)
    {
        foreach (ArrayBufferWriter<byte> monitor in _monitors)
        {
            monitor.ResetWrittenCount();
        }

        foreach (ref readonly LogEntry entry in log.Entries)
        {
            if (entry.Kind == LogKind.ServerSent)
            {
                _monitors[entry.Monitor].Write(log.BytesOf(entry));
            }
            else if (entry.Kind is LogKind.Connect or LogKind.ServerClosed)
            {
                _monitors[entry.Monitor].Write([(byte)entry.Kind, (byte)'\n']);
            }
        }
    }
}
