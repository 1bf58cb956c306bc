using System.CommandLine;
using QmpFuzz.Corpus.Store;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Replay.Checking;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz check</c>: the rules of the protocol and those for private extensions, over recordings and live servers.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Subjects = new("SESSION|ENDPOINT")
    {
        Description = "Recordings (*.qmps), folders of them, or live servers: unix:PATH or tcp:HOST:PORT.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<FileInfo?> Upstream = new("--upstream") { Description = "What upstream serves, to compare with; by default that of QEMU 7.2.", HelpName = "FILE" };
    private static readonly Option<FileInfo?> Save = new("--save-upstream") { Description = "Write what the live server serves as such a file.", HelpName = "FILE" };
    private static readonly Option<ProtocolDialect> Dialect = Verb.Dialect();
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as one JSON object." };

    public static Command Create() =>
        new Command("check", "Check recordings or a live server against the rules of the protocol and of private extensions; exit code 1 if one is broken.")
        {
            Subjects, Upstream, Save, Dialect, Json,
        }.Runs(RunAsync);

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string file = parsed.GetValue(Upstream)?.FullName ?? ShippedFiles.SchemaFile;
        if (UpstreamSchema.Parse(await File.ReadAllBytesAsync(file, cancellation), out string reason) is not { } upstream)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {file}: {reason}");
            return ExitCode.BadInput;
        }

        CheckReport report = new();
        report.CheckUpstream(upstream, file);
        ILookup<bool, string> subjects = parsed.GetRequiredValue(Subjects).ToLookup(IsEndpoint);
        SessionCheck.Run(subjects[false], upstream, report, cancellation);
        foreach (string subject in subjects[true])
        {
            if (!QmpEndpoint.TryParse(subject, out QmpEndpoint? endpoint, out reason))
            {
                await Console.Error.WriteLineAsync($"qmpfuzz: {reason}");
                return ExitCode.BadInput;
            }

            ServerCheck server = await ServerCheck.RunAsync(endpoint, parsed.GetRequiredValue(Dialect), upstream, report, cancellation);
            SaveSchema(server, parsed.GetValue(Save), report);
        }

        return Print(report, parsed.GetValue(Json));
    }

    private static void SaveSchema(ServerCheck server, FileInfo? file, CheckReport report)
    {
        if (file is null)
        {
            return;
        }

        using FileStream output = file.Create();
        if (!server.Save(output))
        {
            report.NotSaved(file.FullName);
        }
    }

    private static ExitCode Print(CheckReport report, bool asJson)
    {
        if (asJson)
        {
            CheckPrinter.WriteJson(report, Console.Out);
        }
        else
        {
            CheckPrinter.WriteText(report, Console.Out);
        }

        return report.IsIncomplete ? ExitCode.BadInput : report.Count(CheckSeverity.Violation) > 0 ? ExitCode.Findings : ExitCode.Done;
    }

    private static bool IsEndpoint(string subject) => subject.StartsWith("unix:", StringComparison.Ordinal) || subject.StartsWith("tcp:", StringComparison.Ordinal);
}
