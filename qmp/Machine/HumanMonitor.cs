using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Arguments;
using QmpFuzz.Qmp.Json;
using QmpFuzz.Qmp.Machine.Jobs;
using QmpFuzz.Qmp.Messages;

namespace QmpFuzz.Qmp.Machine;

/// <summary>human-monitor-command: a few lines of the human monitor, and <c>qemu-io d0 "sleep MS"</c>, the usual slow command of tests.</summary>
internal static class HumanMonitor
{
    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\f\v"u8);

    private const long LongestSleep = int.MaxValue;
    private static readonly QmpError NotACpu = QmpError.Generic("Parameter 'cpu-index' expects a CPU number");

    // what is printed, as it stands between the quotes of JSON
    private static readonly (string Line, Func<VirtualMachine, string> Run)[] Known =
    [
        ("info status", static machine => $@"VM status: {Show(machine.State)}\r\n"),
        ("info version", static _ => @"7.2.22Debian 1:7.2+dfsg-7+deb12u18+b3\r\n"),
        ("info name", static _ => ""),
        ("info uuid", static _ => @"00000000-0000-0000-0000-000000000000\r\n"),
        ("info kvm", static _ => @"kvm support: disabled\r\n"),
        ("info block-jobs", static machine => ShowBlockJobs(machine.Jobs.All)),
        ("stop", static machine => Do(machine.Stop)),
        ("cont", static machine => Do(machine.Continue)),
        ("system_reset", static machine => Do(machine.Reset)),
        ("system_powerdown", static machine => Do(machine.PowerDown)),
    ];

    public static CommandSpec Command { get; } = new(
        "human-monitor-command", Run, new Parameter("command-line", ParameterType.String), new Parameter("cpu-index", ParameterType.Integer, Optional: true))
    {
        Returns = ParameterType.String,
    };

    private static void Run(CommandCall call, VirtualMachine machine)
    {
        if (call.Has("cpu-index"u8))
        {
            call.Fail(NotACpu);
            return;
        }

        ReadOnlySpan<byte> line = call.Text("command-line"u8).Trim(" \t\r\n\f\v"u8);
        call.Return("\""u8);
        if (TryReadSleep(line, out long milliseconds))
        {
            call.Take(milliseconds * 1000);
        }
        else if (!line.IsEmpty)
        {
            Run(line, call, machine);
        }

        call.Return("\""u8);
    }

    private static void Run(ReadOnlySpan<byte> line, CommandCall call, VirtualMachine machine)
    {
        foreach ((string known, Func<VirtualMachine, string> run) in Known)
        {
            if (Ascii.Equals(line, known))
            {
                call.Return(Encoding.ASCII.GetBytes(run(machine)));
                return;
            }
        }

        int end = line.StartsWith("info "u8) ? line.Length : line.IndexOfAny(Blank);
        call.Return("unknown command: '"u8);
        JsonWriter.WriteEscaped(end < 0 ? line : line[..end], call.Result);
        call.Return("'\\r\\n"u8);
    }

    private static string Do(Action work)
    {
        work();
        return "";
    }

    private static string Show(RunState state) => state switch
    {
        RunState.Running => "running",
        RunState.Paused => "paused",
        _ => "paused (prelaunch)",
    };

    private static string ShowBlockJobs(IReadOnlyList<Job> jobs)
    {
        StringBuilder shown = new();
        foreach (Job job in jobs)
        {
            shown.Append(job.Settings.IsBlockJob ? Show(job) : "");
        }

        return shown.Length > 0 ? shown.ToString() : @"No active jobs\r\n";
    }

    private static string Show(Job job) => string.Create(
        CultureInfo.InvariantCulture,
        $@"Type {job.Settings.Type}, device {job.Settings.Id}: Completed {job.Offset} of {job.Settings.Length} bytes, speed limit {job.Speed} bytes/s\r\n");

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
