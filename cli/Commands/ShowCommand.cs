using System.CommandLine;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Corpus.Timeline;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz show</c>: the readable timeline of recordings.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        Argument<string[]> sessions = new("SESSION") { Description = "Recordings (*.qmps), or folders of them.", Arity = ArgumentArity.OneOrMore };
        Option<bool> full = new("--full") { Description = "Show long messages whole." };
        Option<bool> json = new("--json") { Description = "Print one JSON object, with whole messages." };
        return new Command("show", "Show what was said in a session, requests paired with replies.") { sessions, full, json }
            .Runs((parsed, cancellation) => Task.FromResult(Run(
                SessionFiles.Expand(parsed.GetRequiredValue(sessions)), parsed.GetValue(full), parsed.GetValue(json), cancellation)));
    }

    private static ExitCode Run(IReadOnlyList<string> files, bool full, bool asJson, CancellationToken cancellation)
    {
        using BufferedStream output = new(Console.OpenStandardOutput(), 1 << 16);
        using TimelineJson? json = asJson ? new TimelineJson(output) : null;
        using StreamWriter text = new(output, leaveOpen: true);
        TimelinePrinter? printer = asJson ? null : new TimelinePrinter(text, full, MayColour());
        bool good = true;
        foreach (string file in files)
        {
            good &= Show(file, printer, json, cancellation);
        }

        return good ? ExitCode.Done : ExitCode.BadInput;
    }

    private static bool Show(string file, TimelinePrinter? printer, TimelineJson? json, CancellationToken cancellation)
    {
        using SessionReader? session = SessionReader.TryOpen(file, out SessionFault? fault);
        if (session is null)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}");
            return false;
        }

        printer?.Begin(session);
        json?.Begin(session);
        SessionSummary sum = Read(session, entry =>
        {
            cancellation.ThrowIfCancellationRequested();
            printer?.Print(entry);
            json?.Write(entry);
        });
        printer?.End(sum);
        json?.End(sum, session.TornTail, session.Fault);
        Complain(session);
        return session.Fault is null;
    }

    private static SessionSummary Read(SessionReader session, Action<TimelineEntry> show)
    {
        SessionTimeline timeline = new();
        SessionSummary sum = new();
        while (session.TryRead(out SessionRecord? record))
        {
            sum.Add(record);
            ShowAll(timeline.Add(record));
        }

        ShowAll(timeline.End(sum.Duration));
        return sum;

        void ShowAll(IEnumerable<TimelineEntry> entries)
        {
            foreach (TimelineEntry entry in entries)
            {
                sum.Add(entry);
                show(entry);
            }
        }
    }

    private static void Complain(SessionReader session)
    {
        if (session.Fault is { } fault)
        {
            Console.Error.WriteLine($"qmpfuzz: {fault}; what stands before it was read");
        }

        if (session.TornTail)
        {
            Console.Error.WriteLine($"qmpfuzz: {session.Path}: the last line is torn off and was left out");
        }
    }

    private static bool MayColour() =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
}
