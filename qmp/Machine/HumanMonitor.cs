using System.Buffers;
using System.Buffers.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>human-monitor-command: knows <c>qemu-io d0 "sleep MS"</c>, the usual slow command of tests, and nothing else.</summary>
internal static class HumanMonitor
{
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\f\v"u8);

    private const long LongestSleep = int.MaxValue;
    private static readonly QmpError NotACpu = QmpError.Generic("Parameter 'cpu-index' expects a CPU number");

    public static CommandSpec Command { get; } = new(
        "human-monitor-command", static (call, _) => Run(call), new Parameter("command-line", ParameterType.String), new Parameter("cpu-index", ParameterType.Integer, Optional: true));

    private static void Run(CommandCall call)
    {
        if (call.Has("cpu-index"u8))
        {
            call.Fail(NotACpu);
            return;
        }

        ReadOnlySpan<byte> line = call.Text("command-line"u8).Trim(" \t\r\n\f\v"u8);
        if (TryReadSleep(line, out long milliseconds))
        {
            call.Take(milliseconds * 1000);
        }
        else if (!line.IsEmpty)
        {
            int end = line.IndexOfAny(Blank);
            ReadOnlySpan<byte> word = end < 0 ? line : line[..end];
            call.Return("\"unknown command: '"u8);
            JsonWriter.WriteEscaped(word, call.Result);
            call.Return("'\\r\\n\""u8);
            return;
        }

        call.Return("\"\""u8);
    }

    // qemu-io d0 "sleep 100"
    private static bool TryReadSleep(ReadOnlySpan<byte> line, out long milliseconds)
    {
        milliseconds = 0;
        ReadOnlySpan<byte> before = "qemu-io d0 \"sleep "u8;
        return line.StartsWith(before) && line.EndsWith("\""u8)
            && Utf8Parser.TryParse(line[before.Length..^1], out milliseconds, out int used)
            && used == line.Length - before.Length - 1
            && milliseconds is >= 0 and <= LongestSleep;
    }
}
