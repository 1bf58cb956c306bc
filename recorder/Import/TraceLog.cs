using System.Globalization;
using System.Text.RegularExpressions;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// QEMU's own trace (<c>-trace handle_qmp_command -trace 'monitor_*'</c>), with or without <c>PID@SECONDS.MICROSECONDS:</c> in front. It prints
/// messages as QEMU understood them, so white space and escapes of the client are lost, and input that it refused is only named.
/// </summary>
internal sealed partial class TraceLog(ImportSource source, SessionFolder sessions) : LogImport(source, sessions)
{
    private const string Note = "from a QEMU trace: the client's messages are printed anew, its chunks, line ends and closes are not known";
    private const string NoTimeNote = "the trace has no times: all is at the time of the file";

    private readonly Dictionary<string, SessionOutput> _sessions = [];
    private readonly Dictionary<string, string> _queued = [];
    private string? _dispatching;
    private long _time = source.FileTime;
    private bool _hasTimes;

    [GeneratedRegex("""^(?:\d+@(?<seconds>\d+)\.(?<us>\d{6}):)?(?<event>handle_qmp_command|monitor_qmp_\w+) ?(?<rest>.*)$""")]
    private static partial Regex Record();

    [GeneratedRegex("""^(?:\d+@\d+\.\d{6}:)?(?:handle_qmp_command mon 0x|monitor_qmp_)""", RegexOptions.Multiline)]
    private static partial Regex Beginning();

    [GeneratedRegex("""^mon (?<mon>0x[0-9a-f]+) re(?:q|sp): (?<text>\{.*\})\s*$""")]
    private static partial Regex Message();

    [GeneratedRegex("""^(?<request>0x[0-9a-f]+)(?: mon (?<mon>0x[0-9a-f]+))? len \d+\s*$""")]
    private static partial Regex Queueing();

    public static bool Recognises(string head) => Beginning().IsMatch(head);

    protected override string? Accept(string line)
    {
        Match record = Record().Match(line);
        if (!record.Success)
        {
            return null;
        }

        if (record.Groups["seconds"].Success)
        {
            _time = (long.Parse(record.Groups["seconds"].Value, CultureInfo.InvariantCulture) * 1_000_000) + int.Parse(record.Groups["us"].Value, CultureInfo.InvariantCulture);
            _hasTimes = true;
        }

        string rest = record.Groups["rest"].Value;
        switch (record.Groups["event"].Value)
        {
            case "handle_qmp_command":
                return Say(SessionSide.Client, rest, "\n");
            case "monitor_qmp_respond":
                return Say(SessionSide.Server, rest, "\r\n");
            case "monitor_qmp_in_band_enqueue" or "monitor_qmp_in_band_dequeue":
                Follow(Queueing().Match(rest));
                return null;
            case "monitor_qmp_err_in_band":
                NoteRefusal(rest);
                return null;
            default:
                return null;
        }
    }

    protected override string? End() => null;

    private string? Say(SessionSide side, string rest, string lineEnd)
    {
        Match message = Message().Match(rest);
        if (!message.Success)
        {
            return "a message that is cut off";
        }

        string monitor = message.Groups["mon"].Value;
        string text = message.Groups["text"].Value;
        if (text.StartsWith("{\"QMP\"", StringComparison.Ordinal) && _sessions.Remove(monitor, out SessionOutput? before))
        {
            before.Stop("a new greeting follows: the client had left");
        }

        Find(monitor, text).Chunk(_time, side, Bytes(text + lineEnd));
        return null;
    }

    private SessionOutput Find(string monitor, string text)
    {
        if (!_sessions.TryGetValue(monitor, out SessionOutput? session))
        {
            session = Sessions.Start(_time, $"{Source.Path} mon={monitor}", _hasTimes ? [Note] : [Note, NoTimeNote]);
            _sessions.Add(monitor, session);
            if (!text.StartsWith("{\"QMP\"", StringComparison.Ordinal))
            {
                session.Note(_time, SyntheticGreeting.MissingNote);
            }
        }

        return session;
    }

    // the queue is how a refusal, which names no monitor, finds its own
    private void Follow(Match queueing)
    {
        string request = queueing.Groups["request"].Value;
        if (queueing.Groups["mon"].Success)
        {
            _queued[request] = queueing.Groups["mon"].Value;
        }
        else if (_queued.Remove(request, out string? monitor))
        {
            _dispatching = monitor;
        }
    }

    private void NoteRefusal(string reason)
    {
        if (_dispatching is not null && _sessions.TryGetValue(_dispatching, out SessionOutput? session))
        {
            session.Note(_time, $"the client sent something here that QEMU refused, the trace does not have it: {reason}");
        }
    }
}
