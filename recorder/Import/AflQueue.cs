using System.Globalization;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Corpus.Timeline;
using QmpFuzz.Recorder.Sessions;

namespace QmpFuzz.Recorder.Import;

/// <summary>
/// Inputs of a fuzzer: one file, or a folder of them (an AFL queue, or an output folder with <c>queue</c>, <c>crashes</c> and <c>hangs</c>). Each
/// is a testcase; its connections are sessions without a server side. What a session has no word for is counted in a note.
/// </summary>
internal static class AflQueue
{
    public const string Name = "afl";

    private const string Note = "from a fuzzer's input: no server side; time passes only where the input says so; one chunk a message";
    private static readonly string[] Parts = ["queue", "crashes", "hangs"];

    /// <summary>A schedule step near the beginning: what tells a testcase from a plain stream.</summary>
    public static bool Recognises(string head)
    {
        int at = head.IndexOf((char)ScheduleStep.Introducer, StringComparison.Ordinal);
        return at >= 0 && at + 1 < head.Length && (ScheduleStep.IsLetter((byte)head[at + 1]) || head[at + 1] == ScheduleStep.Introducer);
    }

    public static ImportFault? Import(ImportSource source, SessionFolder sessions)
    {
        foreach (string file in source.IsFolder ? Files(source.Path) : [source.Path])
        {
            new TestcaseImport(file, source.FileTime, sessions).Run(File.ReadAllBytes(file));
        }

        return null;
    }

    private static IEnumerable<string> Files(string folder)
    {
        string[] instances = [folder, .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)];
        string[] parts = [.. instances.SelectMany(instance => Parts.Select(part => Path.Combine(instance, part))).Where(Directory.Exists)];
        return (parts.Length > 0 ? parts : [folder]).SelectMany(part => Directory.GetFiles(part).Order(StringComparer.Ordinal)).Where(IsInput);
    }

    private static bool IsInput(string file) => Path.GetFileName(file) is { } name && !name.StartsWith('.') && name != "README.txt";

    /// <summary>Walks through one testcase; a monitor's connection is a session.</summary>
    private sealed class TestcaseImport(string file, long start, SessionFolder sessions)
    {
        private readonly SessionOutput?[] _open = new SessionOutput?[ScheduleStep.MonitorLimit];
        private readonly TolerantFramer[] _framers = [new(), new(), new(), new()];
        private int _monitor;
        private long _time = start;
        private int _leftOut;

        public void Run(byte[] testcase)
        {
            TestcaseReader reader = new(testcase);
            while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
            {
                if (step.Kind == StepKind.Bytes)
                {
                    RawStream.Add(Session, _framers[_monitor], bytes, _time);
                }
                else
                {
                    Do(step);
                }
            }

            foreach (SessionOutput session in _open.OfType<SessionOutput>())
            {
                End(session);
            }
        }

        private SessionOutput Session => _open[_monitor] ??= sessions.Start(_time, $"{file}{(_monitor == 0 ? "" : $" monitor {_monitor}")}", Note);

        private void Do(ScheduleStep step)
        {
            switch (step.Kind)
            {
                case StepKind.Monitor:
                    _monitor = step.Choose(ScheduleStep.MonitorLimit);
                    break;
                case StepKind.Time:
                    _time += ScheduleStep.Milliseconds[step.Choose(ScheduleStep.Milliseconds.Length)] * 1000L;
                    break;
                case StepKind.Descriptors:
                    Session.Descriptors(_time, SessionSide.Client, step.Choose(ScheduleStep.DescriptorLimit + 1));
                    break;
                case StepKind.EndOfInput:
                    Session.EndOfInput(_time, SessionSide.Client);
                    break;
                case StepKind.Disconnect or StepKind.Reconnect:
                    End(Session);
                    _open[_monitor] = null;
                    _framers[_monitor].Reset();
                    break;
                case StepKind.EndOfChunk:
                    break;
                default:
                    _leftOut++;
                    break;
            }
        }

        private void End(SessionOutput session)
        {
            if (_leftOut > 0)
            {
                session.Note(_time, string.Create(CultureInfo.InvariantCulture, $"{_leftOut} steps of the input that act on the server were left out"));
            }

            session.Close(_time, SessionSide.Client);
        }
    }
}
